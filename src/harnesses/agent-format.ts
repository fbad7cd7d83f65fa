import { stringifyYaml } from '../store/docs/doc.ts';
import type { SetupHarness } from './hook-setup.ts';
import { addMark } from './mark.ts';

/** A definition as `agents/` holds it. `data` is its frontmatter with a `name`, `hash` that of the whole file. */
export interface AgentSource {
  path: string;
  hash: string;
  data: Readonly<Record<string, unknown>>;
  body: string;
}

/** An agent in a tool's own format. */
export interface WrittenAgent {
  /** Marked with its source's hash. The same source gives the same bytes. */
  text: string;
  /** Keys of the source that the format has no place for. */
  lost: string[];
}

/** How one tool keeps agents in a repository: the default export of `harnesses/<name>/agent-file.ts`. */
export interface AgentFormat {
  name: SetupHarness;
  /** As its maker writes it. */
  title: string;
  /** Relative to the project root. */
  folder: string;
  /** What follows the agent's name in the path. */
  ending: string;
  /** What the user has to do himself. */
  note?: string;
  write(source: AgentSource): WrittenAgent;
}

export const bodyOf = ({ body }: AgentSource): string => body.replaceAll('\r\n', '\n').trim();

/** Keys of a source that hold something and are not among the known ones. */
export const lostKeys = ({ data }: AgentSource, known: ReadonlySet<string>): string[] =>
  Object.entries(data)
    .filter(([key, value]) => value !== null && !known.has(key))
    .map(([key]) => key);

/** A Markdown file with this frontmatter and the body of the source, marked. Keys of undefined are left out. */
export function markdownAgent(source: AgentSource, frontmatter: Readonly<Record<string, unknown>>): string {
  const kept = Object.fromEntries(Object.entries(frontmatter).filter(([, value]) => value !== undefined));
  const text = `---\n${stringifyYaml(kept).trimEnd()}\n---\n\n${bodyOf(source)}\n`;
  return addMark(text, source.path, source.hash);
}

const READING = new Set(['Read', 'Grep', 'Glob', 'LS', 'NotebookRead', 'WebFetch', 'WebSearch', 'TodoWrite']);

/** The tools that a definition allows, by Claude Code's names; null where it allows all. */
export function toolsOf({ data }: AgentSource): string[] | null {
  const { tools } = data;
  const words = Array.isArray(tools) ? tools : typeof tools === 'string' ? tools.split(',') : null;
  return words?.map((word) => String(word).trim()).filter((word) => word !== '') ?? null;
}

/** Whether an agent may read and nothing else. */
export const isReadOnly = (source: AgentSource): boolean => {
  const tools = toolsOf(source);
  return tools !== null && tools.length > 0 && tools.every((tool) => READING.has(tool));
};

const ALIAS = /^(?:sonnet|opus|haiku|opusplan|default|best)(?:\[\w+\])?$/;

/** The model that a definition names by its full id; undefined where it names none, or one of Claude Code's own words. */
export function modelOf({ data }: AgentSource): string | undefined {
  const { model } = data;
  return typeof model === 'string' && model !== 'inherit' && !ALIAS.test(model) ? model : undefined;
}

/** `model` is lost unless it could be written, or says nothing. */
export const losesModel = ({ data }: AgentSource, written: string | undefined): boolean =>
  data.model != null && data.model !== 'inherit' && written === undefined;
