import { basename, join } from 'node:path';
import { readJson, removeFile, statFile } from '../../store/files.ts';
import { refuseLink } from '../../store/inside.ts';
import { placeHere } from '../../store/lock/owner.ts';
import type { Project } from '../../store/project.ts';
import { addNumbers, overwrite, readNumbers, replaceView } from '../../store/view.ts';
import type { ExecutionRecord, Summary } from '../contract.ts';
import { recordFiles, summaryFile, tmpFolder } from '../places.ts';
import { idNumbers } from '../records/identity.ts';
import { foldedRecords, readLog } from '../records/read.ts';
import { byTime, COLUMNS, putRow, type Row, readRow, rowOf, type Words } from './row.ts';
import { NEWEST, summarise } from './summary.ts';
import { addRecord, noTotals, type Totals } from './totals.ts';

/**
 * What makes a write cheap beside a long log: exact totals, the newest rows and a number per id, kept in
 * `.kaizen/local/state/<agent>/` and always equal to what a rebuild from the log gives (adr/0006).
 */
export interface State {
  totals: Totals;
  words: Words;
  /** At most `NEWEST`, oldest first. */
  rows: Row[];
  /** Of every line that the log holds the number of its id, those of withdrawn and pruned ones included. */
  ids: Float64Array;
  /** Of lines that came since `ids` was read. */
  fresh: number[];
  cut: string | null;
  /** The log's files as they lay there when it was read. */
  seen: Seen[];
  /** Bytes that were appended since. */
  grown: number;
}

/** Ctime and inode tell what size and mtime do not: an edit may keep those. */
type Seen = [name: string, ino: number, size: number, mtime: number, ctime: number];

interface Kept {
  key: string;
  ids: number;
  totals: Totals;
  words: Words;
  cut: string | null;
}

const VERSION = 4;
const folder = (project: Project, agent: string): string => join(project.local, 'state', agent);

function see(path: string): Seen {
  const stat = statFile(path);
  return stat ? [basename(path), stat.ino, stat.size, stat.mtimeMs, stat.ctimeMs] : [basename(path), 0, 0, 0, 0];
}

const seeLog = (project: Project, agent: string): Seen[] => recordFiles(project, agent).map(see);

/** Which log and summary a state belongs to. The boot: nothing of a state is fsynced. */
const keyOf = (project: Project, agent: string, window: number, log: readonly Seen[]): string =>
  JSON.stringify([VERSION, placeHere(), window, log, see(summaryFile(project, agent))]);

/** Is the log what the state read and nothing but what it appended? Git may have put another in its place meanwhile. */
function isOwnGrowth({ seen, grown }: State, now: readonly Seen[]): boolean {
  let left = grown;
  for (const [name, ino, size, ...times] of now) {
    const before = seen.find((one) => one[0] === name);
    if (before && before[1] === ino && before[2] === size && before[3] === times[0] && before[4] === times[1]) continue;
    if ((before && before[1] !== ino) || size <= (before?.[2] ?? 0)) return false;
    left -= size - (before?.[2] ?? 0);
  }
  return left === 0 && seen.every(([name]) => now.some((one) => one[0] === name));
}

/** The state, if it fits the log and the summary as they lie there now; else null. */
export function loadState(project: Project, agent: string, window: number): State | null {
  const at = folder(project, agent);
  const kept = readJson<Kept>(join(at, 'state.json'));
  const seen = seeLog(project, agent);
  if (kept?.key !== keyOf(project, agent, window, seen)) return null;
  const [ids, columns] = [readNumbers(join(at, 'ids.f64')), readNumbers(join(at, 'rows.f64'))];
  if (!ids || ids.length !== kept.ids || !columns || columns.length % COLUMNS !== 0) return null;
  const rows: Row[] = [];
  for (let place = 0; place < columns.length; place += COLUMNS) rows.push(readRow(columns, place));
  const { totals, words, cut } = kept;
  return { totals, words, rows, ids, fresh: [], cut, seen, grown: 0 };
}

/** Is there a state that fits? Cheaper than loading it. */
export const isFresh = (project: Project, agent: string, window: number): boolean =>
  readJson<Kept>(join(folder(project, agent), 'state.json'))?.key ===
  keyOf(project, agent, window, seeLog(project, agent));

/** How many lines of an id the log holds; never fewer, seldom more: ids may share a number. */
export function countLines({ ids }: State, id: string): number {
  const number = idNumbers(id)[0];
  let count = 0;
  for (let at = ids.indexOf(number); at !== -1; at = ids.indexOf(number, at + 1)) count++;
  return count;
}

/** The log's files in the order of their last change: what was written lately is in the last ones. */
export function byAge({ seen }: State, files: readonly string[]): string[] {
  const changed = (file: string): number => seen.find(([name]) => name === basename(file))?.[3] ?? 0;
  return files.length < 2 ? [...files] : files.toSorted((a, b) => changed(a) - changed(b));
}

/** The state that the log itself gives. */
export function rebuildState(project: Project, agent: string): State {
  const seen = seeLog(project, agent);
  const log = readLog(recordFiles(project, agent), agent);
  const words: Words = { models: [], definitions: [], primaries: [] };
  const totals = noTotals();
  const rows: Row[] = [];
  for (const record of foldedRecords(log, false)) {
    const row = rowOf(record, words);
    addRecord(totals, record, row, 1);
    rows.push(row);
  }
  rows.sort(byTime);
  const ids: number[] = [];
  const put = (id: string, count: number): void => {
    const number = idNumbers(id)[0];
    for (let left = count; left > 0; left--) ids.push(number);
  };
  for (const [id, own] of log.lines) put(id, own.length);
  for (const [id, count] of log.voided) put(id, count);
  const newest = rows.slice(-NEWEST);
  return { totals, words, rows: newest, ids: Float64Array.from(ids), fresh: [], cut: log.cut, seen, grown: 0 };
}

export const summaryOf = (agent: string, state: State, window: number): Summary =>
  summarise(agent, state.totals, state.rows, state.words, window);

/** Writes the summary, then the state, its key last: whoever is killed in between leaves a state that fits nothing. */
export function saveState(project: Project, agent: string, state: State, window: number): Summary {
  const at = folder(project, agent);
  refuseLink(project.root, at);
  const columns = new Float64Array(state.rows.length * COLUMNS);
  state.rows.forEach((row, place) => {
    putRow(row, columns, place * COLUMNS);
  });
  const old =
    state.fresh.length > 0 && state.ids.length > 0 && statFile(join(at, 'ids.f64'))?.size === state.ids.length * 8;
  // Beside a log that did not grow the old state still fits; its numbers must not be taken for what is half written here.
  if (state.grown === 0) removeFile(join(at, 'state.json'));
  overwrite(join(at, 'rows.f64'), columns);
  if (old) addNumbers(join(at, 'ids.f64'), Float64Array.from(state.fresh));
  else overwrite(join(at, 'ids.f64'), Float64Array.from([...state.ids, ...state.fresh]));
  const summary = summaryOf(agent, state, window);
  replaceView(summaryFile(project, agent), `${JSON.stringify(summary, null, 2)}\n`, tmpFolder(project));
  const { totals, words, cut } = state;
  const ids = state.ids.length + state.fresh.length;
  const log = seeLog(project, agent);
  if (!isOwnGrowth(state, log)) return summary;
  const kept: Kept = { key: keyOf(project, agent, window, log), ids, totals, words, cut };
  overwrite(join(at, 'state.json'), JSON.stringify(kept));
  return summary;
}

/**
 * Takes a record, written as `line`, into the state, in the place of what its id gave before. False: the state cannot tell
 * what the first or the newest rows are now (a record became older, or younger), so it must be rebuilt.
 */
export function takeIn(state: State, line: string, before: ExecutionRecord | null, after: ExecutionRecord): boolean {
  const { totals, words, rows } = state;
  const row = rowOf(after, words);
  state.fresh.push(row.id);
  state.grown += Buffer.byteLength(line) + 1;
  if (before) {
    const old = rowOf(before, words);
    // A record that learns of copies begins later: which one is the first now, only the log tells.
    if (old.at < row.at || (old.at !== row.at && totals.count > NEWEST)) return false;
    addRecord(totals, before, old, -1);
    const place = rows.findIndex((known) => byTime(known, old) === 0);
    if (place >= 0) rows.splice(place, 1);
    addRecord(totals, after, row, 1);
    if (place < 0) return true;
  } else {
    addRecord(totals, after, row, 1);
  }
  let place = rows.length;
  while (place > 0 && byTime(rows[place - 1]!, row) > 0) place--;
  rows.splice(place, 0, row);
  if (rows.length > NEWEST) rows.shift();
  return true;
}
