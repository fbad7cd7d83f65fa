import type { InstructionFile } from './facts/contract.ts';
import type { RetroInput } from './rule.ts';

/** Tools whose transcripts tell which skills were used. */
const NOTES_SKILLS = ['claude', 'codex', 'copilot', 'gemini'];

const BY_FOLDER: Readonly<Record<string, readonly string[]>> = {
  '.claude': ['claude'],
  '.cursor': ['cursor'],
  '.codex': ['codex'],
  '.github': ['copilot', 'copilot-vscode'],
  '.copilot': ['copilot'],
  '.gemini': ['gemini'],
  '.opencode': ['opencode'],
  '.agents': ['codex', 'copilot', 'gemini', 'opencode', 'cursor'],
};

/** The coding tools that put an instruction file into their context, or offer it. */
export function seenBy({ path }: Pick<InstructionFile, 'path'>): readonly string[] {
  const folder = path.includes('/') ? path.slice(0, path.indexOf('/')) : '';
  if (BY_FOLDER[folder]) return BY_FOLDER[folder];
  const name = path.replace(/^.*\//, '');
  if (name === 'CLAUDE.md') return ['claude'];
  if (name === 'GEMINI.md') return ['gemini'];
  if (name === '.cursorrules') return ['cursor'];
  if (name === 'AGENTS.md') return ['codex', 'cursor', 'copilot', 'copilot-vscode', 'opencode', 'goose', 'openclaw'];
  return [];
}

/** Of those, the ones that note the use of skills. */
export const noticedBy = (file: Pick<InstructionFile, 'path'>): readonly string[] =>
  seenBy(file).filter((harness) => NOTES_SKILLS.includes(harness));

/** Ms from a file's newest commit to the end of the window; null where it is unknown. */
export const ageMs = ({ changed }: InstructionFile, { asOf }: RetroInput): number | null =>
  changed === null ? null : Date.parse(asOf) - Date.parse(changed);

/** The file in which a rule for the agents of this repository belongs: one that is there and that most sessions read. */
export function ruleFile(input: RetroInput): string {
  const known = ruleFiles.get(input) ?? findRuleFile(input);
  ruleFiles.set(input, known);
  return known;
}

/** Every finding asks for it. */
const ruleFiles = new WeakMap<RetroInput, string>();

function findRuleFile({ sessions, facts }: RetroInput): string {
  const there = (facts?.instructions ?? []).filter(
    ({ kind, path }) => kind === 'instructions' && (!path.includes('/') || path.startsWith('.github/')),
  );
  const readers = (path: string): number => {
    const tools = seenBy({ path });
    return sessions.filter(({ harness }) => tools.includes(harness)).length;
  };
  const best = [...there].sort((a, b) => readers(b.path) - readers(a.path) || (a.path < b.path ? -1 : 1))[0];
  return best?.path ?? 'AGENTS.md';
}
