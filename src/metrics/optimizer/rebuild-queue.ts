import type { Ctx } from '../../lib/context.ts';
import { readConfigOrDefaults } from '../../store/config.ts';
import { readBytes, removeFile, statFile } from '../../store/files.ts';
import { withLock } from '../../store/lock/lock.ts';
import { healLog } from '../../store/log/heal.ts';
import { logFiles } from '../../store/log/log.ts';
import type { Project } from '../../store/project.ts';
import { tmpFolder } from '../places.ts';
import { optimize } from './optimize.ts';
import { analysisFile, optimizerFolder, QUEUE, queueLock } from './queue.ts';
import type { PastOf } from './recommendation.ts';

export interface RebuiltQueue {
  /** Files of the queue from which conflict markers, carriage returns or a torn end were taken. */
  healed: number;
  /** `analysis.json` was not what its sources give. */
  changed: boolean;
  /** Why it was not made anew. */
  problem: string | null;
}

/**
 * Heals the queue, then makes `analysis.json` anew from records, definitions and queue; what is new to the queue is
 * appended, as `ka metrics optimize` does. Null where nothing was ever analysed.
 *
 * @throws KaError `busy`, `outside-project`, or what the disk says
 */
export async function rebuildQueue(project: Project, ctx: Ctx, pastOf: PastOf): Promise<RebuiltQueue | null> {
  const folder = optimizerFolder(project);
  if (!statFile(folder)?.isDirectory) return null;
  const heal = (): number =>
    logFiles(folder, QUEUE).filter((file) => healLog(file, tmpFolder(project), ctx.dryRun)).length;
  const healed = ctx.dryRun ? heal() : withLock(queueLock(project), ctx, heal);
  // Healing works beside a config that the same merge broke; rules would judge by other thresholds.
  const { problem } = readConfigOrDefaults(project, ctx);
  if (problem) return { healed, changed: false, problem: problem.message };
  const path = analysisFile(project);
  const before = readBytes(path, Number.MAX_SAFE_INTEGER);
  const { analysis } = await optimize(project, ctx, pastOf);
  const gone = analysis.as_of === null;
  const after = gone ? null : Buffer.from(`${JSON.stringify(analysis, null, 2)}\n`);
  if (gone && before && !ctx.dryRun) removeFile(path);
  return {
    healed,
    changed: before === null || after === null ? before !== after : !before.equals(after),
    problem: null,
  };
}
