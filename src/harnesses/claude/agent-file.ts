import { stringifyYaml } from '../../store/doc.ts';
import type { ExportedAgent } from '../contract.ts';
import { addMark } from '../mark.ts';

export const CLAUDE_AGENTS = '.claude/agents';

/** Frontmatter that Claude Code 2.1.328 reads. Source: its own list of agent keys, and `color`. */
const KNOWN = new Set([
  'name',
  'description',
  'tools',
  'disallowedTools',
  'model',
  'effort',
  'permissionMode',
  'mcpServers',
  'hooks',
  'maxTurns',
  'autoCompactWindow',
  'skills',
  'initialPrompt',
  'memory',
  'background',
  'omitClaudeMd',
  'isolation',
  'color',
]);

/** `memory: true` is ka's; Claude Code's own memory is a text (`user`, `project`, `local`). */
const isClaudes = (key: string, value: unknown): boolean =>
  KNOWN.has(key) && value !== null && !(key === 'memory' && typeof value === 'boolean');

/** A definition as `agents/` holds it. `data` is its frontmatter with a `name`, `hash` that of the whole file. */
export interface AgentSource {
  path: string;
  hash: string;
  data: Readonly<Record<string, unknown>>;
  body: string;
}

/**
 * The same agent in Claude Code's format: only the keys that it knows, in the order of the source, marked with the
 * source's hash. The same source gives the same bytes. `lost` names the keys that the format has no place for.
 */
export function claudeAgentFile(source: AgentSource): ExportedAgent {
  const entries = Object.entries(source.data);
  const kept = Object.fromEntries(entries.filter(([key, value]) => isClaudes(key, value)));
  const body = source.body.replaceAll('\r\n', '\n').trim();
  const text = `---\n${stringifyYaml(kept).trimEnd()}\n---\n\n${body}\n`;
  return {
    path: `${CLAUDE_AGENTS}/${String(source.data.name)}.md`,
    text: addMark(text, source.path, source.hash),
    lost: entries.filter(([key, value]) => value !== null && !isClaudes(key, value)).map(([key]) => key),
  };
}
