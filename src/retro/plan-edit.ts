import { KaError } from '../lib/errors.ts';
import { resolveInside } from '../store/files.ts';
import { entriesAt, type TreeChange, type TreeEntry, textOfObject } from '../store/git/commit-on-branch.ts';
import type { Project } from '../store/project.ts';
import type { Edit } from './edit.ts';
import { kindOf } from './facts/instructions.ts';

const ARCHIVE = '.kaizen/archive';
const IGNORE_FILES = /^\.(?:git|cursor|gemini|copilot|agent|ai|codeium)ignore$/;
const LONGEST_LINE = 500;
/** A plain YAML word: anything else is quoted. */
const PLAIN = /^[A-Za-z][\w./-]*$/;

export interface PlannedEdit {
  changes: TreeChange[];
  /** For people: each file before and after; null: it is not there. */
  texts: { path: string; before: string | null; after: string | null }[];
}

const refuse = (edit: Edit, why: string): KaError =>
  new KaError('bad-edit', `${JSON.stringify(edit).slice(0, 200)}: ${why}.`, 'ka retro');

/**
 * What an edit may touch: it comes from a file that somebody else may have written, so only instructions and lists of ignored paths.
 *
 * @throws KaError `bad-edit`, `outside-project`
 */
function check(project: Project, edit: Edit, folders: readonly string[]): void {
  if (typeof edit.path !== 'string' || edit.path === '') throw refuse(edit, 'it names no file');
  resolveInside(project.root, edit.path);
  const kind = kindOf(edit.path, folders) ?? kindOf(`${edit.path}/SKILL.md`, folders);
  if (edit.kind === 'archive' && kind === null) throw refuse(edit, 'only skills, rules and agents are archived');
  if (edit.kind === 'set-model' && (kind !== 'agent' || typeof edit.model !== 'string' || /[\r\n]/.test(edit.model)))
    throw refuse(edit, 'only an agent has a model');
  if (edit.kind !== 'add-line') return;
  if (kind !== 'instructions' && !IGNORE_FILES.test(edit.path)) throw refuse(edit, 'it is no file of instructions');
  if (typeof edit.line !== 'string' || /[\r\n]/.test(edit.line) || edit.line.length > LONGEST_LINE)
    throw refuse(edit, 'it is no line');
}

/** A file's text in a commit; null where it is missing. @throws KaError `bad-edit` for a link */
function textAt(project: Project, commit: string, edit: Edit): { entry: TreeEntry; text: string } | null {
  const entry = entriesAt(project, commit, edit.path).find(({ path }) => path === edit.path);
  if (!entry) return null;
  if (!entry.mode.startsWith('100')) throw refuse(edit, 'it is a link');
  return { entry, text: textOfObject(project, entry.object) };
}

/** Sets a key of the frontmatter and leaves all else as it is. */
function withModel(text: string, model: string, edit: Edit): string {
  const found = /^(---\r?\n)([\s\S]*?)(\r?\n---(?:\r?\n|$))/.exec(text);
  if (!found) throw refuse(edit, 'it has no frontmatter');
  const line = `model: ${PLAIN.test(model) ? model : JSON.stringify(model)}`;
  const [whole, open, inner, close] = found as unknown as [string, string, string, string];
  const set = /^model:.*$/m.test(inner) ? inner.replace(/^model:.*$/m, () => line) : `${inner}\n${line}`;
  return `${open}${set}${close}${text.slice(whole.length)}`;
}

/**
 * What an edit changes in a commit. Reads git only: the work tree may be dirty.
 *
 * @param folders of agent definitions (config `agents_dirs`)
 * @throws KaError `bad-edit`, `no-file`, `nothing-to-do`, `outside-project`
 */
export function planEdit(project: Project, commit: string, edit: Edit, folders: readonly string[]): PlannedEdit {
  check(project, edit, folders);
  if (edit.kind === 'archive') {
    const entries = entriesAt(project, commit, edit.path);
    if (entries.length === 0)
      throw new KaError('no-file', `${edit.path} is not in ${commit.slice(0, 12)}.`, 'git status');
    const to = (path: string): string => `${ARCHIVE}/${path}`;
    return {
      changes: entries.flatMap(({ mode, object, path }): TreeChange[] => [
        { path, gone: true },
        { path: to(path), object, mode },
      ]),
      texts: entries.flatMap(({ path }) => [{ path, before: `(moved to ${to(path)})\n`, after: null }]),
    };
  }
  const known = textAt(project, commit, edit);
  if (edit.kind === 'set-model' && !known)
    throw new KaError('no-file', `${edit.path} is not in ${commit.slice(0, 12)}.`, 'git status');
  const before = known?.text ?? null;
  const after = edit.kind === 'set-model' ? withModel(before!, edit.model, edit) : withLine(before, edit.line);
  if (after === before)
    throw new KaError('nothing-to-do', `${edit.path} of ${commit.slice(0, 12)} says so already.`, 'ka retro');
  const change = { path: edit.path, text: after, ...(known && { mode: known.entry.mode }) };
  return { changes: [change], texts: [{ path: edit.path, before, after }] };
}

function withLine(before: string | null, line: string): string {
  if (before === null) return `${line}\n`;
  const lines = before.split(/\r?\n/);
  if (lines.includes(line)) return before;
  const end = before.includes('\r\n') ? '\r\n' : '\n';
  // A list goes on; anything else is ended by an empty line.
  const last = before.trimEnd().split(/\r?\n/).at(-1) ?? '';
  const gap = line.startsWith('- ') && last !== '' && !last.startsWith('- ') ? end : '';
  return `${before === '' || before.endsWith('\n') ? before : `${before}${end}`}${gap}${line}${end}`;
}
