import { isAbsolute, resolve } from 'node:path';
import type { Ctx } from '../../lib/context.ts';
import { sha256 } from '../../lib/sha256.ts';
import type { SessionBook } from '../../metrics/records/session-book.ts';
import { inMainWorktree, type Project } from '../../store/project.ts';
import { realPath } from '../../store/real-path.ts';
import { isWithin, nameRepository, repositoryName } from '../../store/repository.ts';
import { projectFinder } from './roots.ts';

/** What a transcript says of where a session worked. */
export interface Place {
  /** Absolute; null: none is noted. */
  cwd: string | null;
  session: string;
  /** Address of the repository, as the harness noted it. */
  repository: string | null;
}

/** Tells which sessions are of this project. */
export interface Whose {
  isOwn(place: Place): boolean;
  /** The root that a session's paths are relative to; null for a folder that is no work tree of this project and is gone. */
  rootOf(cwd: string): string | null;
  /** The folder among the known ones whose path has this SHA-256, of which some harnesses note no more; null: none. */
  folderOf(hash: string): string | null;
}

/**
 * A session belongs to the project that its folder lies in: the nearest one, so that one in a nested project or submodule
 * is not this one's. Of a folder that is gone, what tells is a work tree that was known before, the repository's address
 * in the transcript, or a hook's record.
 *
 * @param roots of the project in all work trees, those of earlier syncs that are gone too; real paths
 * @param folders in which a session may have begun whose harness notes a hash only
 * @param book what records say; only asked where nothing else tells
 */
export function whoseSessions(
  project: Project,
  ctx: Pick<Ctx, 'home'>,
  roots: readonly string[],
  folders: readonly string[],
  book: () => SessionBook,
): Whose {
  const find = projectFinder(ctx);
  const name = nameRepository(project);
  const longest = [...roots].sort((a, b) => b.length - a.length);
  const rootAbove = (cwd: string): string | null => {
    // A folder of another system (`D:\work`) is none here.
    if (!isAbsolute(cwd)) return null;
    const real = realPath(resolve(cwd));
    return longest.find((root) => isWithin(real, root)) ?? null;
  };
  const known = new Map<string, 'own' | 'other' | 'gone'>();
  const judge = (cwd: string): 'own' | 'other' | 'gone' => {
    const root = rootAbove(cwd);
    const nearest = find(cwd);
    if (root === null) return nearest ? 'other' : 'gone';
    const nested = nearest !== null && nearest.root !== root && isWithin(nearest.root, root);
    return nested && inMainWorktree(nearest).root !== project.mainRoot ? 'other' : 'own';
  };
  const whose = (cwd: string): 'own' | 'other' | 'gone' => {
    const answer = known.get(cwd) ?? judge(cwd);
    known.set(cwd, answer);
    return answer;
  };
  const rootsOf = new Map<string, string | null>();
  const rootOf = (cwd: string): string | null => {
    if (!rootsOf.has(cwd)) rootsOf.set(cwd, find(cwd)?.root ?? rootAbove(cwd));
    return rootsOf.get(cwd)!;
  };
  const byHash = new Map(folders.map((folder) => [sha256(folder), folder]));
  return {
    rootOf,
    folderOf: (hash) => byHash.get(hash) ?? null,
    isOwn: ({ cwd, session, repository }) => {
      const answer = cwd === null ? 'gone' : whose(cwd);
      if (answer !== 'gone') return answer === 'own';
      if (repository !== null && repositoryName(repository) === name) return true;
      return book()
        .of(session)
        .some(({ seen }) => seen !== null);
    },
  };
}
