import { memberOf, parseJsonTree, plainValue } from '../lib/json-tree.ts';
import { MARKDOWN_BLOCK, readBlock, removeBlock } from '../store/docs/block.ts';
import { readText, statFile } from '../store/files.ts';
import type { Project } from '../store/project.ts';
import { insideOrNull } from './edit.ts';
import { textOfFile } from './hook-files.ts';
import { INSTRUCTION_FILES, INSTRUCTION_LINES, instructionFiles, isAlone } from './instructions.ts';

export const GEMINI_FILE = 'GEMINI.md';

/** Gemini CLI's words for "read that file too": https://geminicli.com/docs/reference/memport. */
const INCLUDING = '@./AGENTS.md';

/** The files that this repository tells Gemini CLI to read instead of GEMINI.md; null where it tells none. */
function namedFiles(project: Project): unknown[] | null {
  try {
    const settings = parseJsonTree(textOfFile(project, '.gemini/settings.json') ?? '{}');
    // `contextFileName`: the older form.
    const named = memberOf(memberOf(settings, 'context')?.value, 'fileName') ?? memberOf(settings, 'contextFileName');
    return named ? [plainValue(named.value)].flat() : null;
  } catch {
    return null;
  }
}

/**
 * What ka's block in GEMINI.md says, since Gemini CLI reads that file and no AGENTS.md: to read AGENTS.md where nothing but
 * ka's block stands there, else that block itself, for other words there are not meant for it.
 *
 * @returns null where nothing is to be written: the block reaches it already, or the repository has it read other files
 */
export function geminiLines(project: Project, harnesses: ReadonlyArray<{ name: string }>): readonly string[] | null {
  const file = insideOrNull(project, GEMINI_FILE);
  if (file === null) return null;
  const text = readText(file);
  const own = text === null ? null : readBlock(text, MARKDOWN_BLOCK);
  if (own === null && !harnesses.some(({ name }) => name === 'gemini')) return null;
  const named = namedFiles(project);
  if (named && (named.includes('AGENTS.md') || !named.includes(GEMINI_FILE))) return null;
  const holding = instructionFiles(project);
  if (holding.some((name) => insideOrNull(project, name) === file)) return null;
  const rest = text === null ? '' : (removeBlock(text, MARKDOWN_BLOCK) ?? '');
  if (holding.some((name) => includes(rest, name))) return null;
  const agents = insideOrNull(project, INSTRUCTION_FILES[0]);
  const holds = agents !== null && holding.includes('AGENTS.md');
  return holds && (statFile(agents) === null || isAlone(agents) || own?.includes(INCLUDING))
    ? [INCLUDING]
    : INSTRUCTION_LINES;
}

const includes = (text: string, name: string): boolean =>
  new RegExp(`(?:^|\\s)@(?:\\./)?${name.replace('.', '\\.')}(?=\\s|$)`).test(text);
