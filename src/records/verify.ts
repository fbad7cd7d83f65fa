import { join } from 'node:path';
import type { Ctx } from '../lib/context.ts';
import { KaError } from '../lib/errors.ts';
import { listFolder, makeFolder, resolveInside, statFile } from '../store/files.ts';
import type { Project } from '../store/project.ts';
import { checks } from './checks/index.ts';
import { type Finding, type Tally, wrong } from './finding.ts';
import { KINDS_FOLDER, readKinds } from './kinds.ts';
import { look } from './look.ts';
import { withRecords } from './write.ts';

/** What was found, and how much was looked at. */
export interface Verified extends Tally {
  findings: Finding[];
}

/**
 * Checks records against their hashes, their past in git, the ledger, their kinds, each other and their files. A kind that
 * is itself wrong is the only finding then: nothing can be judged by it.
 *
 * @param ids only these, whole or their unique beginnings; none: all
 * @throws KaError `no-record`, `several-records`, `busy`
 */
export async function verifyRecords(project: Project, ctx: Ctx, ids: readonly string[]): Promise<Verified> {
  const tally: Tally = {
    records: 0,
    lines: 0,
    sealed: 0,
    unsealed: 0,
    revisions: { checked: 0, uncommitted: 0, unknown: 0 },
    files: [],
  };
  const wrongKinds = kindProblems(project, ctx);
  if (wrongKinds.length > 0) return { ...tally, findings: wrongKinds };
  // A change that was made and not told is no finding: it is told now.
  if (listFolder(join(project.local, 'pending')).length > 0) withRecords(project, ctx, () => undefined);
  const { looked, unreadable } = await look(project, ctx, ids);
  const findings = [...unreadable, ...checks.flatMap((check) => check(looked, tally))];
  return { ...tally, findings };
}

function kindProblems(project: Project, ctx: Ctx): Finding[] {
  try {
    readKinds(project, ctx);
    return [];
  } catch (error) {
    if (!(error instanceof KaError)) throw error;
    return error.message.split('\n').map((says) => {
      const path = /^[^:]+\.yaml(?=: )/.exec(says)?.[0] ?? KINDS_FOLDER;
      return wrong(error.code, { id: null, path }, says, null);
    });
  }
}

/** Makes the folders of all kinds that lie below `.kaizen`. @returns those that were not there, sorted */
export function makeRecordFolders(project: Project, ctx: Ctx): string[] {
  const folders = [...readKinds(project, ctx).values()].map(({ folder }) => folder);
  const own = [KINDS_FOLDER, ...folders].filter((folder) => folder.startsWith('.kaizen/')).sort();
  return own.filter((folder) => {
    const place = resolveInside(project.root, folder);
    if (statFile(place)?.isDirectory) return false;
    if (!ctx.dryRun) makeFolder(place);
    return true;
  });
}
