import { type LogProblems, scanLog } from '../../store/log/log.ts';
import type { Project } from '../../store/project.ts';
import type { ExecutionRecord } from '../contract.ts';
import { recordFiles } from '../places.ts';
import { fold } from './fold.ts';
import { readLine } from './line.ts';

/** What the files of one agent's log hold, before folding. */
export interface ReadLog {
  /** Lines by id, those of withdrawn ids left out. */
  lines: Map<string, ExecutionRecord[]>;
  /** Withdrawn ids, and how many lines of any kind each has. */
  voided: Map<string, number>;
  /** Records older than this are pruned. */
  cut: string | null;
  problems: LogProblems;
}

/** Reads a log whole, at any size, in whatever state a merge left it. Lines that cannot be are counted as `bad`. */
export function readLog(files: readonly string[], agent: string): ReadLog {
  const lines = new Map<string, ExecutionRecord[]>();
  const voided = new Map<string, number>();
  let cut: string | null = null;
  let bad = 0;
  const problems = scanLog(files, (value) => {
    const line = readLine(value, agent);
    if (line === null) bad++;
    else if (line.kind === 'void') voided.set(line.id, (voided.get(line.id) ?? 0) + 1);
    else if (line.kind === 'cut') cut = cut === null || line.before > cut ? line.before : cut;
    else {
      const known = lines.get(line.record.id);
      if (known) known.push(line.record);
      else lines.set(line.record.id, [line.record]);
    }
  });
  for (const [id, count] of voided) {
    voided.set(id, count + (lines.get(id)?.length ?? 0));
    lines.delete(id);
  }
  return {
    lines,
    voided,
    cut,
    problems: { ...problems, lines: problems.lines - bad, bad: problems.bad + bad },
  };
}

/** The timestamp of the record that lines make: the earliest. */
export const timeOf = (lines: readonly ExecutionRecord[]): string => lines.map(({ timestamp }) => timestamp).sort()[0]!;

/** The folded records of a log that are neither withdrawn nor pruned, in no order. `whole`: in the form of exports. */
export function* foldedRecords({ lines, cut }: ReadLog, whole: boolean): Generator<ExecutionRecord> {
  for (const own of lines.values()) {
    if (cut !== null && timeOf(own) < cut) continue;
    yield own.length === 1 && !whole ? own[0]! : fold(own);
  }
}

/** The records of one agent in some files, by timestamp, then id. */
export function recordsIn(
  files: readonly string[],
  agent: string,
): { records: ExecutionRecord[]; problems: LogProblems } {
  const log = readLog(files, agent);
  const records = [...foldedRecords(log, true)].sort((a, b) =>
    a.timestamp === b.timestamp ? (a.id < b.id ? -1 : 1) : a.timestamp < b.timestamp ? -1 : 1,
  );
  return { records, problems: log.problems };
}

/** The executions of one agent, folded, by timestamp, then id. */
export const readExecutions = (project: Project, agent: string): ReturnType<typeof recordsIn> =>
  recordsIn(recordFiles(project, agent), agent);
