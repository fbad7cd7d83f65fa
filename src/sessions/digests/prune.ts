import { basename } from 'node:path';
import type { Ctx } from '../../lib/context.ts';
import { isoTime } from '../../lib/time.ts';
import { readConfig } from '../../store/config.ts';
import { removeFile } from '../../store/files.ts';
import { withLock } from '../../store/lock/lock.ts';
import { logFiles } from '../../store/log/log.ts';
import { isMarker } from '../../store/log/markers.ts';
import { parseObject, textOfLine } from '../../store/log/raw-lines.ts';
import { rewriteLog } from '../../store/log/rewrite.ts';
import { ownSegments, writeTarget } from '../../store/log/writer.ts';
import type { Project } from '../../store/project.ts';
import { foldDigests } from './fold.ts';
import { heldDigests, isCut, readDigestLine } from './log.ts';
import { monthLock, monthsOf, SHELVES, type Shelf, shelfFolder, tmpFolder } from './shelf.ts';

export interface PrunedMonth {
  shelf: Shelf;
  month: string;
  /** Digests that go, and those that stay. */
  digests: number;
  kept: number;
  before: string;
  /** Names of the files that are rewritten. */
  files: string[];
}

/** What becomes of a line: those of old sessions, older cuts and markers go; what is not understood stays. */
const without =
  (old: ReadonlySet<string>) =>
  (line: Buffer): Buffer | null => {
    const text = textOfLine(line);
    const value = parseObject(text);
    if (!value) return text === '' || isMarker(text) ? null : line;
    const read = readDigestLine(value);
    return read !== null && (read.kind === 'cut' || old.has(read.digest.id)) ? null : line;
  };

/**
 * Drops the digests of sessions that ended before the retention, and leaves a cut line in each month's log, by which no
 * merge or sync brings them back: of a month that is older all through, only that line stays. In team mode only this clone's
 * own segments are rewritten, and joined; others' lines of such sessions stay unread.
 */
export function pruneDigests(project: Project, ctx: Ctx, days: number | null = null): PrunedMonth[] {
  const { retention_days, writer: configured } = readConfig(project, ctx);
  const limit = isoTime(ctx.now() - (days ?? retention_days) * 86_400_000);
  return SHELVES.flatMap((shelf) =>
    monthsOf(project, shelf).flatMap((month): PrunedMonth[] => {
      const folder = shelfFolder(project, shelf);
      const writer = shelf === 'own' ? configured : 'single';
      const work = (): PrunedMonth | null => {
        const all = logFiles(folder, month);
        const own =
          writer === 'auto' ? ownSegments(project, ctx, folder, month).filter((file) => all.includes(file)) : all;
        const { lines, cut } = heldDigests(all);
        const before = cut !== null && cut > limit ? cut : limit;
        const old = new Set([...lines].flatMap(([id, held]) => (isCut(foldDigests(held), before) ? [id] : [])));
        const live = [...lines].filter(([, held]) => !isCut(foldDigests(held), cut)).length;
        const gone = [...lines].filter(([id, held]) => old.has(id) && !isCut(foldDigests(held), cut)).length;
        const mine = heldDigests(own).lines;
        if (![...mine.keys()].some((id) => old.has(id))) return null;
        const files = own.map((file) => basename(file));
        const result = { shelf, month, digests: gone, kept: live - gone, before, files };
        if (ctx.dryRun) return result;
        const target = writeTarget(project, ctx, folder, month, writer);
        const parts = own.filter((file) => file !== target);
        // Joined first, whole: killed between these steps, lines stand twice, which folds.
        if (parts.length > 0) rewriteLog(target, own, { keep: (line) => line, once: true }, tmpFolder(project));
        for (const file of parts) removeFile(file);
        const last = [JSON.stringify({ id: 'cut', before })];
        rewriteLog(target, [target], { keep: without(old), once: true, last }, tmpFolder(project));
        return result;
      };
      const pruned = ctx.dryRun ? work() : withLock(monthLock(project, shelf, month), ctx, work);
      return pruned ? [pruned] : [];
    }),
  );
}
