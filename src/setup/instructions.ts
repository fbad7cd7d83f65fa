import { MARKDOWN_BLOCK, removeBlock } from '../store/docs/block.ts';
import { readText, statFile } from '../store/files.ts';
import type { Project } from '../store/project.ts';
import { insideOrNull } from './edit.ts';

/** Files that agents read at their start. */
export const INSTRUCTION_FILES = ['AGENTS.md', 'CLAUDE.md'] as const;

/** The block in them: facts, short, for it is read at every start. */
export const INSTRUCTION_LINES: readonly string[] = [
  '## Kaizen',
  '',
  'The agents of this repository are measured with `ka`; hooks record each run below `.kaizen/metrics/`.',
  '',
  '- `ka memory brief NAME` prints what an agent has learnt and how it performs (`main`: a session without a named agent).',
  '- `ka memory add NAME --section "What works" "…"` keeps a lesson; other sections: `What fails`, `Open threads`, `Notes`.',
  '- `ka metrics record NAME --success` or `--failure` at the end of a run states its outcome.',
  '- Files below `.kaizen/` belong to the repository: they are committed with the work.',
];

/** Whether nothing but the block stands in a file. */
export const isAlone = (file: string): boolean => removeBlock(readText(file) ?? '', MARKDOWN_BLOCK) === null;

/**
 * Whether Claude Code would see nothing of the block: it reads CLAUDE.md, and AGENTS.md only in newer versions (2.1.328
 * seen) and where CLAUDE.md says nothing. An AGENTS.md with words of its own and no CLAUDE.md beside it is the user's choice.
 */
export function wantsClaudeFile(project: Project, harnesses: ReadonlyArray<{ name: string }>): boolean {
  const [agents, claude] = INSTRUCTION_FILES.map((name) => insideOrNull(project, name));
  if (!agents || !claude || !harnesses.some(({ name }) => name === 'claude')) return false;
  return statFile(claude) === null && (statFile(agents) === null || isAlone(agents));
}

/** Claude Code's word for "read that file too". */
export const INCLUDING_LINES: readonly string[] = ['@AGENTS.md'];

/**
 * The files that get the block: of AGENTS.md and CLAUDE.md those that exist, AGENTS.md where there is none. Once where
 * one is a link to the other, or CLAUDE.md includes `@AGENTS.md`; never one whose link leaves the project.
 */
export function instructionFiles(project: Project): string[] {
  const found = INSTRUCTION_FILES.flatMap((name) => {
    const file = insideOrNull(project, name);
    const text = file === null ? null : readText(file);
    return file === null || text === null ? [] : [{ name, file, text }];
  });
  const [first, second] = found;
  if (!first) return insideOrNull(project, 'AGENTS.md') === null ? [] : ['AGENTS.md'];
  if (!second) return [first.name];
  const one = first.file === second.file || /^@(?:\.\/)?AGENTS\.md\s*$/m.test(second.text);
  return one ? [first.name] : [first.name, second.name];
}
