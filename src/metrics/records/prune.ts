import { basename } from 'node:path';
import type { Ctx } from '../../lib/context.ts';
import { isoTime } from '../../lib/time.ts';
import { readConfig } from '../../store/config.ts';
import { removeFile } from '../../store/files.ts';
import { withLock } from '../../store/lock/lock.ts';
import { isMarker } from '../../store/log/markers.ts';
import { parseObject, textOfLine } from '../../store/log/raw-lines.ts';
import { rewriteLog } from '../../store/log/rewrite.ts';
import { ownSegments, writeTarget } from '../../store/log/writer.ts';
import type { Project } from '../../store/project.ts';
import { agentFolder, LOG, listAgents, lockFile, recordFiles, tmpFolder } from '../places.ts';
import { rebuildState, saveState } from '../summary/state.ts';
import { findOldLines, type OldLines } from './old-lines.ts';

export interface Pruned {
  agent: string;
  /** Records older than `before`. */
  records: number;
  /** Withdrawn executions of which lines go. */
  withdrawn: number;
  kept: number;
  before: string;
  /** Names of the files that are rewritten. */
  files: string[];
}

/** What becomes of a line: an empty one and a merge's marker go, and what is not understood stays. */
const without =
  (goes: OldLines['goes']): ((line: Buffer) => Buffer | null) =>
  (line) => {
    const text = textOfLine(line);
    const value = parseObject(text);
    if (value) return goes(value) ? null : line;
    return text === '' || isMarker(text) ? null : line;
  };

/**
 * Drops the records that are older than the retention, and leaves a cut line, by which no merge or sweep brings them
 * back. In team mode only this clone's own segments are rewritten, and joined. Others' lines of cut records stay unread.
 */
export function pruneRecords(
  project: Project,
  ctx: Ctx,
  { agent: only = null, days = null }: { agent?: string | null; days?: number | null } = {},
): Pruned[] {
  const { retention_days, writer, recent_window: window } = readConfig(project, ctx);
  const limit = isoTime(ctx.now() - (days ?? retention_days) * 86_400_000);
  return (only === null ? listAgents(project) : [only]).map((agent) => {
    const folder = agentFolder(project, agent);
    const work = (): Pruned => {
      const all = recordFiles(project, agent);
      const own = writer === 'auto' ? ownSegments(project, ctx, folder, LOG).filter((file) => all.includes(file)) : all;
      const others = all.filter((file) => !own.includes(file));
      const old = findOldLines(own, others, agent, limit);
      const { before, records, kept, withdrawn } = old;
      const result = { agent, records, withdrawn, kept, before, files: own.map((file) => basename(file)) };
      if ((records === 0 && !old.any) || ctx.dryRun) return result;
      const target = writeTarget(project, ctx, folder, LOG, writer);
      const parts = own.filter((file) => file !== target);
      // Joined first, whole: killed between these steps, lines stand twice, which folds, but never a part of a record.
      if (parts.length > 0) rewriteLog(target, own, { keep: (line) => line, once: true }, tmpFolder(project));
      for (const file of parts) removeFile(file);
      const last = [JSON.stringify({ id: 'cut', before })];
      rewriteLog(target, [target], { keep: without(old.goes), once: true, last }, tmpFolder(project));
      saveState(project, agent, rebuildState(project, agent), window);
      return result;
    };
    return ctx.dryRun ? work() : withLock(lockFile(project, agent), ctx, work);
  });
}
