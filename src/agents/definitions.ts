import type { Ctx } from '../lib/context.ts';
import { oncePerRun } from '../lib/once.ts';
import { cachedParse } from '../store/cache.ts';
import { readConfigOrDefaults } from '../store/config.ts';
import { listFolder, resolveInside, statFile } from '../store/files.ts';
import { loadChunk } from '../store/load-chunk.ts';
import type { Project } from '../store/project.ts';
import type { AgentFile } from './contract.ts';

/** Where each harness looks for agents; what stands there is what it runs. */
const HARNESS_FOLDER = '.claude/agents';

/** Runs without a named agent. They are the most, and no file elsewhere is searched for a definition of them. */
const UNNAMED = 'main';

/** Reads one file of a definition; null where it is missing, unreadable or no agent file. Parsed once per change. */
function readAgentFile(project: Project, ctx: Ctx, folder: string, file: string): AgentFile | null {
  const path = `${folder}/${file}`;
  try {
    const absolute = resolveInside(project.root, path);
    if (!statFile(absolute)?.isFile) return null;
    // The wrapper makes "no agent file" an answer that is remembered too.
    const cached = cachedParse(project, ctx, 'agent', absolute, (text) => ({
      agent: loadChunk<typeof import('./parse-agent.ts')>(ctx, 'doc').parseAgent(path, file.slice(0, -3), text),
    }));
    return cached?.agent ?? null;
  } catch {
    return null;
  }
}

const agentFolders = (project: Project, ctx: Ctx): string[] =>
  readConfigOrDefaults(project, ctx).config.agents_dirs.map((folder) => folder.replace(/^\.\/|\/+$/g, ''));

/** The Markdown files of a folder below the project root; none if it is missing or lies outside. */
function markdownFiles(project: Project, folder: string): string[] {
  try {
    return listFolder(resolveInside(project.root, folder)).filter((name) => name.endsWith('.md'));
  } catch {
    return [];
  }
}

/** A name without a definition, such as `main`, is looked for in every file: once in a run is enough. */
const scanned = oncePerRun<AgentFile[]>();

/** Every readable agent file, in the order of `agents_dirs`; exported and shadowed ones too. */
export const readAgentFiles = (project: Project, ctx: Ctx): AgentFile[] =>
  scanned(ctx, project.root, () =>
    agentFolders(project, ctx).flatMap((folder) =>
      markdownFiles(project, folder)
        .map((file) => readAgentFile(project, ctx, folder, file))
        .filter((agent) => agent !== null),
    ),
  );

/**
 * The definitions of a project, one per name (ignoring case): the first folder of `agents_dirs` wins. Exported files
 * are none. A bad file is left out; `agents check` says why.
 */
export function readDefinitions(project: Project, ctx: Ctx): AgentFile[] {
  const first = new Map<string, AgentFile>();
  for (const agent of readAgentFiles(project, ctx)) {
    const key = agent.definition.name.toLowerCase();
    if (!agent.exported && !first.has(key)) first.set(key, agent);
  }
  return [...first.values()].sort((a, b) => (a.definition.name < b.definition.name ? -1 : 1));
}

const found = oncePerRun<AgentFile | null>();

/** The definition of one agent, ignoring case; null if there is none. Reads one file where that is named as usual. */
export const findDefinition = (project: Project, ctx: Ctx, name: string): AgentFile | null =>
  found(ctx, `${project.root}\0${name}`, () => lookUp(project, ctx, name));

function lookUp(project: Project, ctx: Ctx, name: string): AgentFile | null {
  const [first] = agentFolders(project, ctx);
  const usual = first === undefined ? null : readAgentFile(project, ctx, first, `${name}.md`);
  if (usual && !usual.exported && usual.definition.name === name) return usual;
  if (name === UNNAMED) return null;
  const key = name.toLowerCase();
  return readDefinitions(project, ctx).find((agent) => agent.definition.name.toLowerCase() === key) ?? null;
}

/**
 * SHA-256 of the definition that a harness ran: that of the source which its own copy was exported from, which may be
 * older than the source is now; null where there is no definition.
 */
export function hashThatRan(project: Project, ctx: Ctx, name: string): string | null {
  const usual = readAgentFile(project, ctx, HARNESS_FOLDER, `${name}.md`);
  if (usual?.definition.name === name) return usual.hash;
  for (const file of name === UNNAMED ? [] : markdownFiles(project, HARNESS_FOLDER)) {
    const agent = readAgentFile(project, ctx, HARNESS_FOLDER, file);
    if (agent?.definition.name === name) return agent.hash;
  }
  return findDefinition(project, ctx, name)?.hash ?? null;
}
