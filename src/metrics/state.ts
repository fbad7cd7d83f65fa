import { basename, join } from 'node:path';
import { readJson, statFile } from '../store/files.ts';
import { placeHere } from '../store/owner.ts';
import type { Project } from '../store/project.ts';
import { addNumbers, overwrite, readNumbers, replaceView } from '../store/view.ts';
import type { ExecutionRecord, Summary } from './contract.ts';
import { idNumbers } from './identity.ts';
import { recordFiles, summaryFile, tmpFolder } from './places.ts';
import { foldedRecords, readLog } from './read.ts';
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
  /** Of every id that the log holds, withdrawn and pruned ones included. */
  ids: Float64Array;
  /** Ids that came since `ids` was read. */
  fresh: number[];
  cut: string | null;
  nameless: boolean;
}

interface Kept {
  key: string;
  ids: number;
  totals: Totals;
  words: Words;
  cut: string | null;
  nameless: boolean;
}

const VERSION = 2;
const folder = (project: Project, agent: string): string => join(project.local, 'state', agent);

/** Which log and summary a state belongs to. Ctime and inode: an edit may keep size and mtime. Boot: nothing is fsynced. */
function keyOf(project: Project, agent: string, window: number): string {
  const seen = [...recordFiles(project, agent), summaryFile(project, agent)].map((path) => {
    const stat = statFile(path);
    return stat ? [basename(path), stat.ino, stat.size, stat.mtimeMs, stat.ctimeMs] : [basename(path)];
  });
  return JSON.stringify([VERSION, placeHere(), window, seen]);
}

/** The state, if it fits the log and the summary as they lie there now; else null. */
export function loadState(project: Project, agent: string, window: number): State | null {
  const at = folder(project, agent);
  const kept = readJson<Kept>(join(at, 'state.json'));
  if (kept?.key !== keyOf(project, agent, window)) return null;
  const [ids, columns] = [readNumbers(join(at, 'ids.f64')), readNumbers(join(at, 'rows.f64'))];
  if (!ids || ids.length !== kept.ids || !columns || columns.length % COLUMNS !== 0) return null;
  const rows: Row[] = [];
  for (let place = 0; place < columns.length; place += COLUMNS) rows.push(readRow(columns, place));
  const { totals, words, cut, nameless } = kept;
  return { totals, words, rows, ids, fresh: [], cut, nameless };
}

/** Is there a state that fits? Cheaper than loading it. */
export const isFresh = (project: Project, agent: string, window: number): boolean =>
  readJson<Kept>(join(folder(project, agent), 'state.json'))?.key === keyOf(project, agent, window);

/** The state that the log itself gives. */
export function rebuildState(project: Project, agent: string): State {
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
  const ids = Float64Array.from([...log.lines.keys(), ...log.voided], (id) => idNumbers(id)[0]);
  return { totals, words, rows: rows.slice(-NEWEST), ids, fresh: [], cut: log.cut, nameless: log.nameless };
}

export const summaryOf = (agent: string, state: State, window: number): Summary =>
  summarise(agent, state.totals, state.rows, state.words, window);

/** Writes the summary, then the state, its key last: whoever is killed in between leaves a state that fits nothing. */
export function saveState(project: Project, agent: string, state: State, window: number): Summary {
  const at = folder(project, agent);
  const columns = new Float64Array(state.rows.length * COLUMNS);
  state.rows.forEach((row, place) => {
    putRow(row, columns, place * COLUMNS);
  });
  const old =
    state.fresh.length > 0 && state.ids.length > 0 && statFile(join(at, 'ids.f64'))?.size === state.ids.length * 8;
  overwrite(join(at, 'rows.f64'), columns);
  if (old) addNumbers(join(at, 'ids.f64'), Float64Array.from(state.fresh));
  else overwrite(join(at, 'ids.f64'), Float64Array.from([...state.ids, ...state.fresh]));
  const summary = summaryOf(agent, state, window);
  replaceView(summaryFile(project, agent), `${JSON.stringify(summary, null, 2)}\n`, tmpFolder(project));
  const { totals, words, cut, nameless } = state;
  const ids = state.ids.length + state.fresh.length;
  const kept: Kept = { key: keyOf(project, agent, window), ids, totals, words, cut, nameless };
  overwrite(join(at, 'state.json'), JSON.stringify(kept));
  return summary;
}

/**
 * Takes a written record into the state, in the place of what its id gave before. False: the state cannot tell what the
 * newest rows are now (an old record became older still), so it must be rebuilt.
 */
export function takeIn(state: State, before: ExecutionRecord | null, after: ExecutionRecord): boolean {
  const { totals, words, rows } = state;
  const row = rowOf(after, words);
  if (before) {
    const old = rowOf(before, words);
    if (old.at !== row.at && totals.count > NEWEST) return false;
    addRecord(totals, before, old, -1);
    const place = rows.findIndex((known) => byTime(known, old) === 0);
    if (place >= 0) rows.splice(place, 1);
    addRecord(totals, after, row, 1);
    if (place < 0) return true;
  } else {
    addRecord(totals, after, row, 1);
    state.fresh.push(row.id);
  }
  let place = rows.length;
  while (place > 0 && byTime(rows[place - 1]!, row) > 0) place--;
  rows.splice(place, 0, row);
  if (rows.length > NEWEST) rows.shift();
  return true;
}
