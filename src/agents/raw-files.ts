import { hashOfText, type Mark, readMark } from '../harnesses/mark.ts';
import type { Ctx } from '../lib/context.ts';
import { readConfig } from '../store/config.ts';
import { parseDoc } from '../store/docs/doc.ts';
import { listFolder, readText, resolveInside } from '../store/files.ts';
import type { Project } from '../store/project.ts';

/** An agent file as it lies there, good or bad: what `check` and `export` look at. */
export interface RawAgent {
  /** Relative to the project root. */
  path: string;
  folder: string;
  /** File name without `.md`. */
  stem: string;
  text: string;
  /** Null where the file has no frontmatter or it cannot be read. */
  data: Record<string, unknown> | null;
  body: string;
  /** What kept it from being read; null if nothing did. */
  error: string | null;
  /** The frontmatter's name, else the stem. */
  name: string;
  hash: string;
  mark: (Mark & { edited: boolean }) | null;
}

/** Notes that people keep beside agents; without frontmatter they are none. */
const NOTES = /^(readme|agents|claude|index)$/i;

/** Reads one agent file of this text. */
export function readRaw(folder: string, stem: string, text: string): RawAgent {
  const raw: RawAgent = {
    path: `${folder}/${stem}.md`,
    folder,
    stem,
    text,
    data: null,
    body: '',
    error: null,
    name: stem,
    hash: hashOfText(text),
    mark: readMark(text),
  };
  try {
    const doc = parseDoc(text);
    if (doc.frontmatter === null) return { ...raw, body: doc.body, error: 'it has no frontmatter (--- … ---)' };
    const name = typeof doc.data.name === 'string' && doc.data.name !== '' ? doc.data.name : stem;
    return { ...raw, data: doc.data, body: doc.body, name };
  } catch (error) {
    return { ...raw, error: error instanceof Error ? error.message : String(error) };
  }
}

function readFileOf(project: Project, folder: string, file: string): RawAgent {
  try {
    return readRaw(folder, file.slice(0, -3), readText(resolveInside(project.root, `${folder}/${file}`)) ?? '');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { ...readRaw(folder, file.slice(0, -3), ''), error: reason };
  }
}

/** All agent files of one folder. */
export const rawAgentsIn = (project: Project, folder: string): RawAgent[] =>
  listFolder(resolveInside(project.root, folder))
    .filter((file) => file.endsWith('.md'))
    .map((file) => readFileOf(project, folder, file))
    .filter((raw) => raw.text.startsWith('---') || !NOTES.test(raw.stem));

/** The folders that may hold definitions, in the order in which they win. */
export const agentFolders = (project: Project, ctx: Ctx): string[] =>
  readConfig(project, ctx).agents_dirs.map((folder) => folder.replace(/^\.\/|\/+$/g, ''));

/** All agent files of a project, in the order of `agents_dirs`. @throws KaError where the config is bad */
export const rawAgents = (project: Project, ctx: Ctx): RawAgent[] =>
  agentFolders(project, ctx).flatMap((folder) => rawAgentsIn(project, folder));
