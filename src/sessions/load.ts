import type { Ctx } from '../lib/context.ts';
import type { Project } from '../store/project.ts';
import type { Digest } from './digest.ts';
import { readDigests } from './digest-log.ts';
import { type SyncReport, syncSessions } from './sync.ts';

export interface Loaded {
  /** Finished and running, by start, then id. */
  digests: Digest[];
  /** Ids of those that still run. */
  running: Set<string>;
  /** Null where nothing was synced. */
  report: SyncReport | null;
  bad_lines: number;
}

/**
 * The digests of this repository, or of all of them, after a sync.
 *
 * @param sync false: as the logs stand
 * @throws as `syncSessions`
 */
export async function loadSessions(
  project: Project,
  ctx: Ctx,
  { sync, allProjects }: { sync: boolean; allProjects: boolean },
): Promise<Loaded> {
  const report = sync ? await syncSessions(project, ctx, { from: null, allProjects }) : null;
  const shelves = (allProjects ? ['own', 'others'] : ['own']) as Array<'own' | 'others'>;
  const digests = new Map<string, Digest>();
  let bad_lines = 0;
  for (const shelf of shelves) {
    const read = readDigests(project, shelf);
    for (const [id, digest] of read.digests) digests.set(id, digest);
    bad_lines += read.problems.bad + read.problems.too_long;
  }
  for (const digest of report?.unfinished ?? []) digests.set(digest.id, digest);
  const running = new Set(report?.unfinished.map(({ id }) => id));
  return { digests: [...digests.values()].sort(byStart), running, report, bad_lines };
}

const byStart = (a: Digest, b: Digest): number => {
  const [x, y] = [a.started ?? '', b.started ?? ''];
  return x === y ? (a.id < b.id ? -1 : 1) : x < y ? -1 : 1;
};
