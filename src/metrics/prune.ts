import { basename } from 'node:path';
import type { Ctx } from '../lib/context.ts';
import { isoTime } from '../lib/time.ts';
import { readConfig } from '../store/config.ts';
import { readText, removeFile, replaceFile } from '../store/files.ts';
import { withLock } from '../store/lock.ts';
import { isMarker } from '../store/markers.ts';
import type { Project } from '../store/project.ts';
import { ownSegments, writeTarget } from '../store/writer.ts';
import { readLine } from './line.ts';
import { agentFolder, LOG, listAgents, lockFile, recordFiles, tmpFolder } from './places.ts';
import { readLog, timeOf } from './read.ts';
import { rebuildState, saveState } from './state.ts';

/** A log is rewritten whole; above this it must be split first. */
const MOST = 1 << 29;

export interface Pruned {
  agent: string;
  /** Records older than `before`. */
  records: number;
  kept: number;
  before: string;
  /** Names of the files that are rewritten. */
  files: string[];
}

/** The lines of a log that stay: those of younger records, and all that is not understood; each once. */
function keptLines(files: readonly string[], agent: string, old: ReadonlySet<string>, before: string): string[] {
  const kept = new Set<string>();
  for (const file of files) {
    for (const raw of (readText(file, MOST) ?? '').split(/\r?\n/)) {
      if (raw !== '' && !isMarker(raw) && !goes(raw, agent, old)) kept.add(raw);
    }
  }
  return [...kept, JSON.stringify({ id: 'cut', before })];
}

/** Is it a line of a pruned record, or an older cut? */
function goes(raw: string, agent: string, old: ReadonlySet<string>): boolean {
  try {
    const line = readLine(JSON.parse(raw), agent);
    if (line === null) return false;
    return line.kind === 'cut' || old.has(line.kind === 'void' ? line.id : line.record.id);
  } catch {
    return false;
  }
}

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
      const log = readLog(recordFiles(project, agent), agent);
      const before = log.cut !== null && log.cut > limit ? log.cut : limit;
      const live = [...log.lines].filter(([, lines]) => log.cut === null || timeOf(lines) >= log.cut);
      const records = live.filter(([, lines]) => timeOf(lines) < before).length;
      const files = writer === 'auto' ? ownSegments(project, ctx, folder, LOG) : recordFiles(project, agent);
      const result = {
        agent,
        records,
        kept: live.length - records,
        before,
        files: files.map((file) => basename(file)),
      };
      if (records === 0 || ctx.dryRun) return result;
      const old = new Set([...log.lines].filter(([, lines]) => timeOf(lines) < before).map(([id]) => id));
      const target = writeTarget(project, ctx, folder, LOG, writer);
      replaceFile(target, `${keptLines(files, agent, old, before).join('\n')}\n`, tmpFolder(project));
      // The joined file is in place before its parts go: killed in between, lines stand twice, which folds.
      for (const file of files) if (file !== target) removeFile(file);
      saveState(project, agent, rebuildState(project, agent), window);
      return result;
    };
    return ctx.dryRun ? work() : withLock(lockFile(project, agent), ctx, work);
  });
}
