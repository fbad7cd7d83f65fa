import { scanLog } from '../../store/log/log.ts';
import { readLine } from './line.ts';

/** What some files of a log hold, by id, as little of it as pruning needs. */
interface Held {
  /** Time of the earliest line. */
  records: Map<string, string>;
  /** When it was withdrawn; empty: not known. */
  voids: Map<string, string>;
  cut: string | null;
}

function heldBy(files: readonly string[], agent: string): Held {
  const held: Held = { records: new Map(), voids: new Map(), cut: null };
  scanLog(files, (value) => {
    const line = readLine(value, agent);
    if (line === null) return;
    if (line.kind === 'cut') held.cut = held.cut !== null && held.cut > line.before ? held.cut : line.before;
    else if (line.kind === 'void') {
      const at = typeof value.recorded_at === 'string' ? value.recorded_at : '';
      if (at >= (held.voids.get(line.id) ?? '')) held.voids.set(line.id, at);
    } else {
      const { id, timestamp } = line.record;
      const known = held.records.get(id);
      if (known === undefined || timestamp < known) held.records.set(id, timestamp);
    }
  });
  return held;
}

/** Which lines of a log are older than the retention. */
export interface OldLines {
  /** The newest cut of the log, or the limit, if that is later. */
  before: string;
  /** Records that are read now and no longer afterwards, and those that stay. */
  records: number;
  kept: number;
  /** Withdrawn executions of which lines go. */
  withdrawn: number;
  /** Does any line of the own files go? */
  any: boolean;
  /** Does this line of an own file go? `value`: its object. */
  goes: (value: Record<string, unknown>) => boolean;
}

/**
 * Finds the lines that pruning drops: those of records from before the limit and of withdrawn ones, their void lines too.
 *
 * Two things stay that are old themselves. A void line, while a file that is not ours to rewrite holds a record of its id:
 * that would come back to life. And the early lines of a record of which such a file holds a later one: without them the
 * rest would pass for a young record.
 *
 * @param own files that are rewritten
 * @param others files that are not
 */
export function findOldLines(
  own: readonly string[],
  others: readonly string[],
  agent: string,
  limit: string,
): OldLines {
  const [mine, theirs] = [heldBy(own, agent), heldBy(others, agent)];
  const cuts = [mine.cut, theirs.cut].filter((cut) => cut !== null).sort();
  const cut = cuts.at(-1) ?? '';
  const before = cut > limit ? cut : limit;

  const earliest = (id: string): string | undefined => {
    const [a, b] = [mine.records.get(id), theirs.records.get(id)];
    return a === undefined || (b !== undefined && b < a) ? b : a;
  };
  const isVoid = (id: string): boolean => mine.voids.has(id) || theirs.voids.has(id);
  const isOld = (id: string): boolean => {
    const time = earliest(id) ?? ([mine.voids.get(id) ?? '', theirs.voids.get(id) ?? ''].sort()[1] || before);
    return time < before;
  };
  const recordGoes = (id: string): boolean => isOld(id) && (isVoid(id) || !((theirs.records.get(id) ?? '') >= before));
  const voidGoes = (id: string): boolean => isOld(id) && !theirs.records.has(id);

  let [records, kept, any] = [0, 0, false];
  for (const id of new Set([...mine.records.keys(), ...theirs.records.keys()])) {
    if (isVoid(id) || earliest(id)! < cut) continue;
    if (isOld(id)) records++;
    else kept++;
  }
  const withdrawn = new Set<string>();
  const take = (id: string): void => {
    any = true;
    if (isVoid(id)) withdrawn.add(id);
  };
  for (const id of mine.records.keys()) if (recordGoes(id)) take(id);
  for (const id of mine.voids.keys()) if (voidGoes(id)) take(id);

  const goes = (value: Record<string, unknown>): boolean => {
    const line = readLine(value, agent);
    if (line === null) return false;
    if (line.kind === 'cut') return true;
    return line.kind === 'void' ? voidGoes(line.id) : recordGoes(line.record.id);
  };
  return { before, records, kept, withdrawn: withdrawn.size, any, goes };
}
