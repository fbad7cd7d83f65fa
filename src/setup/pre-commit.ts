import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { KaError } from '../lib/errors.ts';
import { HASH_BLOCK } from '../store/docs/block.ts';
import { git } from '../store/git/git.ts';
import type { Project } from '../store/project.ts';
import { realPath } from '../store/real-path.ts';
import { type Edit, editGitFile } from './edit.ts';

/**
 * The block in the hook. Only a finding (exit 1) stops a commit: where the program is missing or too old, a teammate
 * notices nothing. A hook runs at the top of the work tree.
 */
const blockLines = (below: string): string[] => [
  'if command -v ka >/dev/null 2>&1; then',
  '  ka_code=0',
  `  ka redact check --staged${below === '' ? '' : ` --target '${below.replaceAll("'", "'\\''")}'`} >&2 || ka_code=$?`,
  '  [ "$ka_code" != 1 ] || exit 1',
  'fi',
];

const SHELL = /^#!\s*(?:\/\S*\/)?(?:env\s+(?:-S\s+)?)?(?:\/\S*\/)?(?:sh|bash|dash|ksh|zsh)(?:\s|$)/;
const MADE = '#!/bin/sh\n# Made by ka init --pre-commit.\n';

const { open, close } = HASH_BLOCK;

/**
 * A hook with the block right behind its first line: at its end it would not be reached past an `exit` or `exec`.
 *
 * @throws KaError `not-a-shell-hook` for a hook in another language
 */
export function addCheck(text: string | null, below: string): string {
  const block = [open, ...blockLines(below), close].join('\n');
  if (text === null) return `${MADE}${block}\n`;
  const there = findBlock(text);
  if (there) return text.slice(0, there.start) + block + text.slice(there.end);
  const [first = ''] = text.split('\n', 1);
  if (!first.startsWith('#!')) return `${block}\n${text}`;
  if (!SHELL.test(first)) {
    const sentence = 'The pre-commit hook that is there is no shell script; add this call to it.';
    throw new KaError('not-a-shell-hook', sentence, 'ka redact check --staged');
  }
  // A file of one line without its end gets none either.
  if (first === text) return `${text}\n${block}`;
  return `${first}\n${block}\n${text.slice(first.length + 1)}`;
}

/** The hook without the block, as it was before; null where it was made for it. */
export function dropCheck(text: string): string | null {
  const there = findBlock(text);
  if (!there) return text;
  const [before, after] = [text.slice(0, there.start), text.slice(there.end)];
  const rest = after === '' ? before.replace(/\n$/, '') : before + after.replace(/^\n/, '');
  return rest === MADE ? null : rest;
}

function findBlock(text: string): { start: number; end: number } | null {
  const start = text.indexOf(open);
  const end = start < 0 ? -1 : text.indexOf(close, start);
  return end < 0 ? null : { start, end: end + close.length };
}

/** The folder that git takes hooks from, `core.hooksPath` honoured; of husky, whose own folder is made anew, the one above. */
function hooksFolder(project: Project): string {
  const top = project.top ?? project.root;
  const folder = resolve(top, git(top, ['rev-parse', '--git-path', 'hooks']).replace(/\r?\n$/, ''));
  return /[\\/]\.husky[\\/]_$/.test(folder) ? dirname(folder) : folder;
}

const within = (folder: string, path: string): boolean => {
  const below = relative(realPath(folder), realPath(path));
  return !below.startsWith('..') && !isAbsolute(below);
};

const editHook = (project: Project, folder: string, change: (text: string | null) => string | null): Edit => {
  const edit = editGitFile(project, folder, 'pre-commit', change);
  return edit.before === null ? { ...edit, executable: true } : edit;
};

/** @throws KaError `no-git`, `shared-hooks`, `not-a-shell-hook` */
export function planPreCommit(project: Project): Edit[] {
  if (project.commonDir === null)
    throw new KaError('no-git', `${project.root} is in no git repository: there are no hooks.`, 'git init');
  const folder = hooksFolder(project);
  const top = project.top ?? project.root;
  if (!within(project.commonDir, folder) && !within(top, folder)) {
    const sentence = `core.hooksPath leads to ${folder}, which other repositories share.`;
    throw new KaError('shared-hooks', sentence, 'git config --local core.hooksPath .git/hooks');
  }
  const below = relative(top, project.root).replaceAll('\\', '/');
  return [editHook(project, folder, (text) => addCheck(text, below))];
}

/** Takes the block out again, where it stands. */
export function planPreCommitRemoval(project: Project): Edit[] {
  if (project.commonDir === null) return [];
  const folders = new Set([hooksFolder(project), join(project.commonDir, 'hooks')]);
  return [...folders].map((folder) => editHook(project, folder, (text) => (text === null ? null : dropCheck(text))));
}
