import { join } from 'node:path';
import { namesKa } from '../harnesses/hook-line.ts';
import type { HookFile, HookSetup } from '../harnesses/hook-setup.ts';
import { SETUPS } from '../harnesses/setups.ts';
import type { Ctx } from '../lib/context.ts';
import { KaError } from '../lib/errors.ts';
import { recordFolders } from '../records/record-folders.ts';
import { readConfig } from '../store/config.ts';
import { type BlockStyle, HASH_BLOCK, MARKDOWN_BLOCK, readBlock, removeBlock, setBlock } from '../store/docs/block.ts';
import { inTop } from '../store/git/commit-alone.ts';
import { hidePaths, PRIVATE_PATH, showPaths } from '../store/git/exclude.ts';
import { isBare } from '../store/git/is-bare.ts';
import type { Project } from '../store/project.ts';
import { type Change, type Edit, editGitFile, editInside, insideOrNull } from './edit.ts';
import { GEMINI_FILE, geminiLines } from './gemini-instructions.ts';
import { ATTRIBUTE_LINES, ignoreLines, recordAttribute } from './git-files.ts';
import { filesOf, privateFiles, textOfFile, withHooks, withoutHooks } from './hook-files.ts';
import {
  INCLUDING_LINES,
  INSTRUCTION_FILES,
  INSTRUCTION_LINES,
  instructionFiles,
  wantsClaudeFile,
} from './instructions.ts';
import { outlives } from './leftovers.ts';
import { planMcpRemoval, withoutMcp } from './mcp.ts';

export const IGNORE_FILE = '.kaizen/.gitignore';
export const ATTRIBUTES_FILE = '.kaizen/.gitattributes';
const CONFIG = '.kaizen/config.yaml';

export interface SetupOptions {
  harnesses: readonly HookSetup[];
  /** Logs in segments, views out of git: for several people or clones. */
  team: boolean;
  /** Personal settings, nothing committed. */
  private: boolean;
  /** Paths of exported agents, which a private setup hides too. */
  exported: readonly string[];
}

const without =
  (style: BlockStyle): Change =>
  (text) =>
    text === null ? null : removeBlock(text, style);

const editInfo = (project: Project, name: 'exclude' | 'attributes', change: Change): Edit[] =>
  project.commonDir ? [editGitFile(project, join(project.commonDir, 'info'), name, change)] : [];

const editExclude = (project: Project, change: Change): Edit[] => editInfo(project, 'exclude', change);

/** The attributes of records outside of `.kaizen`, where the repository's own attribute files are not ours to write. */
function withRecords(project: Project, ctx: Ctx): Change {
  const lines = recordFolders(project, ctx).map((folder) => recordAttribute(inTop(project, folder)));
  return (text) => {
    const known = (text === null ? null : readBlock(text, HASH_BLOCK)) ?? [];
    return lines.length === 0 ? text : setBlock(text, [...new Set([...known, ...lines])], HASH_BLOCK);
  };
}

/** @throws KaError `writer-set` where the user's own configuration says otherwise */
function withTeam(text: string | null): string | null {
  if (text !== null && readBlock(text, HASH_BLOCK)) return text;
  const own = /^writer:\s*([^\s#]*)/m.exec(text ?? '')?.[1];
  if (own === 'auto') return text;
  if (own === undefined) return setBlock(text, ['writer: auto'], HASH_BLOCK);
  throw new KaError('writer-set', `${CONFIG} says "writer: ${own}"; team mode needs "writer: auto" there.`);
}

/**
 * Everything that `ka init` would write, as data. What is there already comes back unchanged.
 *
 * @throws KaError `no-work-tree`, `bad-settings`, `bad-config`, `writer-set`, `outside-project`; nothing was written then
 */
export function planSetup(project: Project, ctx: Ctx, options: SetupOptions): Edit[] {
  const { harnesses } = options;
  if (project.gitDir === null && isBare(project.root)) {
    const sentence = `${project.root} is a git folder without a work tree: no agent works there.`;
    throw new KaError('no-work-tree', sentence, `git clone '${project.root}'`);
  }
  const config = options.team ? [editInside(project, CONFIG, withTeam)] : [];
  if (options.private) {
    const files = harnesses.flatMap(privateFiles);
    const hidden = [PRIVATE_PATH, ...files.map(({ path }) => path), ...options.exported];
    const hide: Change = (text) => hidePaths(project, text, hidden);
    return [...files.map((file) => withHooks(project, file)), ...config, ...editExclude(project, hide)];
  }
  const gemini = geminiLines(project, harnesses);
  const ignored = ignoreLines(options.team || readConfig(project, ctx).writer === 'auto');
  return [
    ...harnesses.flatMap(({ shared }) => shared.map((file) => withHooks(project, file))),
    ...harnesses.flatMap(({ personal }) => (personal ?? []).map((file) => withoutHooks(project, file))),
    editInside(project, IGNORE_FILE, (text) => setBlock(text, ignored, HASH_BLOCK)),
    editInside(project, ATTRIBUTES_FILE, (text) => setBlock(text, ATTRIBUTE_LINES, HASH_BLOCK)),
    ...config,
    ...instructionFiles(project).map((path) =>
      editInside(project, path, (text) => setBlock(text, INSTRUCTION_LINES, MARKDOWN_BLOCK)),
    ),
    ...(wantsClaudeFile(project, harnesses)
      ? [editInside(project, 'CLAUDE.md', (text) => setBlock(text, INCLUDING_LINES, MARKDOWN_BLOCK))]
      : []),
    ...(gemini ? [editInside(project, GEMINI_FILE, (text) => setBlock(text, gemini, MARKDOWN_BLOCK))] : []),
    ...editExclude(project, without(HASH_BLOCK)),
    ...(project.top ? editInfo(project, 'attributes', withRecords(project, ctx)) : []),
  ];
}

/** Without ka's server and hooks: the reverse of how they went in. */
function removeAll(file: HookFile, text: string | null): string | null {
  const rest = withoutMcp(file.path, text);
  return rest === null ? null : file.remove(rest);
}

/** What a removal does, and what it leaves hidden. */
export interface Removal {
  edits: Edit[];
  /** Paths that `.git/info/exclude` goes on hiding: private data that is still there. */
  hidden: string[];
}

/**
 * Everything that `ka init --remove` would take back: each file as it was before, files of ka's own gone. What was private
 * and stays is hidden on: `git add -A` right after a removal would publish it.
 *
 * @param others edits of the same removal
 */
export function planRemoval(project: Project, others: readonly Edit[]): Removal {
  const all = [
    ...SETUPS.flatMap((setup) => planRemovalOf(project, setup)),
    ...planMcpRemoval(project),
    ...[IGNORE_FILE, ATTRIBUTES_FILE, CONFIG].map((path) => editInside(project, path, without(HASH_BLOCK))),
    ...[...INSTRUCTION_FILES, GEMINI_FILE]
      .filter((path) => insideOrNull(project, path) !== null)
      .map((path) => editInside(project, path, without(MARKDOWN_BLOCK))),
    ...editInfo(project, 'attributes', without(HASH_BLOCK)),
  ];
  // CLAUDE.md may be a link to AGENTS.md: one file, one edit.
  const edits = all.filter(({ file }, at) => all.findIndex((other) => other.file === file) === at);
  const hidden: string[] = [];
  const exclude = editExclude(project, (text) => {
    if (text === null) return null;
    const shown = showPaths(project, text, (path) => outlives(project, path, [...others, ...edits]));
    hidden.push(...shown.hidden);
    return shown.text;
  });
  return { edits: [...edits, ...exclude], hidden };
}

/** Files that a tool alone reads. */
const LED = { gemini: GEMINI_FILE, claude: 'CLAUDE.md' } as const;

/** Whether ka's block in CLAUDE.md does nothing but lead Claude Code to AGENTS.md. */
const isLed = (project: Project): boolean =>
  readBlock(textOfFile(project, LED.claude) ?? '', MARKDOWN_BLOCK)?.join('\n') === INCLUDING_LINES.join('\n');

/** Everything of one tool that `ka init --remove` would take back; what others use too stays. */
export const planRemovalOf = (project: Project, setup: HookSetup): Edit[] => {
  const files = filesOf(setup).filter(({ path }) => namesKa(textOfFile(project, path) ?? '', setup.name));
  const hooks = files.map((file) => editInside(project, file.path, (text) => removeAll(file, text)));
  const servers = planMcpRemoval(project, setup.name).filter(({ file }) => hooks.every((edit) => edit.file !== file));
  const led = setup.name === 'gemini' || (setup.name === 'claude' && isLed(project)) ? LED[setup.name] : null;
  const block = led !== null && insideOrNull(project, led) !== null;
  return [...hooks, ...servers, ...(block ? [editInside(project, led, without(MARKDOWN_BLOCK))] : [])];
};
