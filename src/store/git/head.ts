import { join } from 'node:path';
import { readText } from '../files.ts';
import type { Project } from '../project.ts';

const COMMIT = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;
const REF = /^refs\/[^\0\\]+$/;
const MAX_LINKS = 5;

export interface Head {
  /** Full hash; null before the first commit and without git. */
  commit: string | null;
  /** Short name; null when detached and without git. */
  branch: string | null;
}

/** A small file of the git folder; null where it cannot be read. Packed refs of large servers reach some MB. */
function read(...parts: string[]): string | null {
  try {
    return readText(join(...parts));
  } catch {
    return null;
  }
}

function packed(commonDir: string, ref: string): string | null {
  const text = read(commonDir, 'packed-refs') ?? '';
  const at = `\n${text}`.indexOf(` ${ref}\n`);
  return at === -1 ? null : text.slice(text.lastIndexOf('\n', at - 2) + 1, at - 1);
}

/** The commit that a ref names. A worktree has its own HEAD and shares the branches. */
function commitOf(gitDir: string, commonDir: string, ref: string, left = MAX_LINKS): string | null {
  if (left === 0 || !REF.test(ref) || ref.split('/').includes('..')) return null;
  const text =
    (read(gitDir, ref) ?? (commonDir === gitDir ? null : read(commonDir, ref)) ?? packed(commonDir, ref))?.trim() ?? '';
  if (text.startsWith('ref: ')) return commitOf(gitDir, commonDir, text.slice(5).trim(), left - 1);
  return COMMIT.test(text) ? text : null;
}

/**
 * Commit and branch of the work tree, read from git's files: a process would cost a hot command more than all else.
 * Formats: gitrepository-layout(5). A repository with reftables answers nulls.
 */
export function readHead(project: Pick<Project, 'gitDir' | 'commonDir'>): Head {
  if (!project.gitDir) return { commit: null, branch: null };
  const head = read(project.gitDir, 'HEAD')?.trim() ?? '';
  if (COMMIT.test(head)) return { commit: head, branch: null };
  const ref = head.startsWith('ref: ') ? head.slice(5).trim() : '';
  if (ref === 'refs/heads/.invalid') return { commit: null, branch: null };
  return {
    commit: commitOf(project.gitDir, project.commonDir ?? project.gitDir, ref),
    branch: ref.startsWith('refs/heads/') ? ref.slice('refs/heads/'.length) : null,
  };
}
