import type { Project } from '../project.ts';
import { git } from './git.ts';

/** How a work tree stands. Nulls: without git, or where git does not tell. */
export interface TreeState {
  commit: string | null;
  branch: string | null;
  /** Something is not committed, `.kaizen/` left out. */
  dirty: boolean | null;
}

const ALL_BUT_OURS = ['--', ':(top)', ':(top,exclude,glob)**/.kaizen/**'];

/** Asks git, exactly, at the cost of two or three processes. */
export function measureTree({ top }: Pick<Project, 'top'>): TreeState {
  if (top === null) return { commit: null, branch: null, dirty: null };
  const ask = (...args: string[]): string | null => {
    try {
      return git(top, args).trim();
    } catch {
      return null;
    }
  };
  const changes = ask('status', '--porcelain', ...ALL_BUT_OURS);
  return {
    commit: ask('rev-parse', '--verify', '--quiet', 'HEAD') || null,
    branch: ask('symbolic-ref', '--short', '--quiet', 'HEAD') || null,
    dirty: changes === null ? null : changes !== '',
  };
}
