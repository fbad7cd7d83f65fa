import type { Change } from '../store/git/commit-graph.ts';
import { hasTrailer } from '../store/git/trailer.ts';

/** How the beginning of the treatment was found. */
export type FoundBy = 'trailer' | 'start' | 'file' | 'first';

/** The commits that each begin the treatment: after a rebase or squash there may be several on several lines. */
export interface Beginning {
  by: FoundBy;
  /** Earliest first. */
  commits: string[];
  /** Commits that take the change back. */
  reverts: string[];
}

/** Whether a commit touches a file that the hypothesis names: by its path, or the end of it. */
export const touches = (files: readonly string[], named: readonly string[]): boolean =>
  files.some((file) => named.some((name) => file === name || file.endsWith(`/${name}`)));

/** What ka itself writes is no treatment. */
export const isOutside = (file: string): boolean => !/(?:^|\/)\.kaizen\//.test(file);

/**
 * The beginning of the treatment (issue's order): the commit that carries the trailer, else the one that `exp start` was
 * given, else the first that touches a file that the hypothesis names, else the first that changes anything outside `.kaizen/`.
 *
 * @param changes what the control lacks, on all lines, oldest first: where a person said which it is
 * @param start what `exp start` noted, with the commits that make the same change
 * @param later those of `changes` that follow the control or the plan: a line that left before both has work of its own.
 *   Null: the control commit is not known here, so that only what a person said tells where the treatment begins
 * @returns null while nothing of that is there
 */
export function findBeginning(
  { id, files }: { id: string; files: readonly string[] },
  changes: readonly Change[],
  start: readonly string[],
  later: readonly Change[] | null,
): Beginning | null {
  const found = (by: FoundBy, commits: readonly string[]): Beginning => {
    const counted = new Set(by === 'trailer' || by === 'start' ? commits : commits.slice(0, 1));
    const reverts = changes.filter(({ message }) =>
      [...message.matchAll(/This reverts commit ([0-9a-f]{40,64})/g)].some(([, commit]) => counted.has(commit!)),
    );
    return { by, commits: [...commits], reverts: reverts.map(({ commit }) => commit) };
  };
  const where = (of: readonly Change[], test: (change: Change) => boolean): string[] =>
    of.filter(test).map(({ commit }) => commit);
  const trailers = where(changes, ({ message }) => hasTrailer(message, 'Experiment', id));
  if (trailers.length > 0) return found('trailer', trailers);
  if (start.length > 0) return found('start', start);
  if (later === null) return null;
  const touching = files.length === 0 ? [] : where(later, (change) => touches(change.files, files));
  if (touching.length > 0) return found('file', touching);
  // A named file that nobody touched yet: the change is still to come.
  if (files.length > 0) return null;
  const others = where(later, (change) => change.files.some(isOutside));
  return others.length > 0 ? found('first', others) : null;
}
