import { MCP_FILES } from '../harnesses/mcp-files.ts';
import type { Project } from '../store/project.ts';
import { type Edit, editInside, insideOrNull, isChange } from './edit.ts';

const ALL = Object.values(MCP_FILES).flat();

/**
 * The edits of `ka init`, and those that make `ka mcp` a server of the given coding tools. A file that both change is
 * changed by one after the other.
 *
 * @throws KaError `bad-settings`, `outside-project`; nothing was written then
 */
export function withMcp(project: Project, edits: readonly Edit[], harnesses: readonly string[]): Edit[] {
  const all = [...edits];
  for (const harness of harnesses) {
    const files = MCP_FILES[harness] ?? [];
    const there = files.find(({ path }) => editInside(project, path, (text) => text).before !== null);
    const file = there ?? files.at(-1);
    if (!file) continue;
    const own = editInside(project, file.path, (text) => text);
    const earlier = all.findIndex((edit) => edit.file === own.file);
    if (earlier < 0) all.push({ ...own, after: file.add(own.before) });
    else all[earlier] = { ...all[earlier]!, after: file.add(all[earlier]!.after) };
  }
  return all;
}

/** What the user should know of tools that a repository can bring no server. */
export const mcpNotes = (harnesses: ReadonlyArray<{ name: string; title: string }>): string[] =>
  harnesses
    .filter(({ name }) => !MCP_FILES[name])
    .map(({ title }) => `${title} takes no MCP server from a repository: ka mcp has to be added to its own settings.`);

/** What stands in a file without ka's server, which went in last. */
export function withoutMcp(path: string, text: string | null): string | null {
  const file = ALL.find((one) => one.path === path);
  return text === null || !file ? text : file.remove(text);
}

/** The edits that take the server out of all files, or of one tool's. */
export const planMcpRemoval = (project: Project, harness?: string): Edit[] =>
  (harness === undefined ? ALL : (MCP_FILES[harness] ?? []))
    .filter(({ path }) => insideOrNull(project, path) !== null)
    .map(({ path }) => editInside(project, path, (text) => withoutMcp(path, text)))
    .filter(isChange);
