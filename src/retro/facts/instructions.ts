import { readMark } from '../../harnesses/mark.ts';
import { parseDoc } from '../../store/docs/doc.ts';
import type { InstructionFile } from './contract.ts';
import { findProhibitions } from './prohibitions.ts';

const TOOLS = String.raw`\.(?:claude|cursor|codex|agents|github|gemini|opencode|copilot)`;
const SKILL = new RegExp(String.raw`^(?:${TOOLS}/)skills/(?:[^/]+/)*([^/]+)/SKILL\.md$`);
const RULE =
  /^(?:\.cursor\/rules\/.+\.mdc?|\.claude\/rules\/.+\.md|\.windsurf\/rules\/.+\.md|\.github\/instructions\/.+\.instructions\.md)$/;
const AGENT = new RegExp(String.raw`^${TOOLS}/agents?/[^/]+\.md$`);
const WHOLE =
  /^(?:(?:.+\/)?(?:AGENTS|CLAUDE|GEMINI)\.md|\.github\/copilot-instructions\.md|\.cursorrules|\.windsurfrules|\.clinerules)$/;

/** What kind of instruction a file of the repository is; null for all others. */
export function kindOf(path: string, agentFolders: readonly string[]): InstructionFile['kind'] | null {
  if (SKILL.test(path)) return 'skill';
  if (RULE.test(path)) return 'rule';
  const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
  if (AGENT.test(path) || (path.endsWith('.md') && agentFolders.includes(folder))) return 'agent';
  return WHOLE.test(path) ? 'instructions' : null;
}

function frontmatterOf(text: string): Record<string, unknown> {
  try {
    return parseDoc(text).data;
  } catch {
    return {};
  }
}

/** `globs: a, b` (Cursor), `paths: [a, b]` (Claude), `applyTo: a,b` (Copilot). */
function scopeOf(data: Record<string, unknown>): string[] {
  const given = [data.globs, data.paths, data.applyTo].flat();
  return given
    .flatMap((value) => (typeof value === 'string' ? value.split(',') : []))
    .map((glob) => glob.trim())
    .filter((glob) => glob !== '')
    .slice(0, 50);
}

const bytesOf = (value: unknown): number => (typeof value === 'string' ? Buffer.byteLength(value) : 0);

/** What stands in every session's context: all of a file at the root, of a rule that always applies; else its description. */
function standingBytes(kind: InstructionFile['kind'], path: string, data: Record<string, unknown>, bytes: number) {
  if (kind === 'instructions') return path.includes('/') && !path.startsWith('.github/') ? 0 : bytes;
  if (kind === 'rule') {
    const scoped = scopeOf(data).length > 0 || data.alwaysApply === false;
    return scoped ? bytesOf(data.description) : bytes;
  }
  return bytesOf(data.name) + bytesOf(data.description);
}

/**
 * Reads an instruction file.
 *
 * @param text UTF-8
 * @returns null for what ka exported (its source is the definition), and for an agent's file that is none
 */
export function readInstruction(
  kind: InstructionFile['kind'],
  path: string,
  text: string,
): Omit<InstructionFile, 'changed'> | null {
  if (kind === 'agent' && readMark(text) !== null) return null;
  const data = frontmatterOf(text);
  if (kind === 'agent' && typeof data.description !== 'string') return null;
  const stem = path.replace(/^.*\//, '').replace(/\.md$/, '');
  const named = typeof data.name === 'string' && data.name !== '' ? data.name.slice(0, 100) : stem;
  const bytes = Buffer.byteLength(text);
  return {
    kind,
    name: kind === 'skill' ? (SKILL.exec(path)?.[1] ?? stem) : kind === 'agent' ? named : path,
    path,
    bytes,
    standing: standingBytes(kind, path, data, bytes),
    scope: kind === 'rule' ? scopeOf(data) : [],
    prohibitions: kind === 'instructions' || kind === 'rule' ? findProhibitions(text) : [],
  };
}
