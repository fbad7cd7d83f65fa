import { isoTime } from '../../lib/time.ts';
import { git } from '../../store/git/git.ts';
import type { CoChange } from './contract.ts';
import type { Place } from './place.ts';

const DAY_S = 86_400;
/** A commit of more files is a sweep (a rename, a formatter) and couples nothing. */
const MOST_FILES = 30;
/** Common commits from which a pair is kept, and how many pairs at most. */
const LEAST_COMMON = 3;
const MOST_PAIRS = 2000;

export interface Churn {
  commits_30d: number;
  commits_90d: number;
  authors_30d: Set<string>;
  authors_90d: Set<string>;
  /** Seconds since 1970 of the newest commit. */
  newest: number;
}

/**
 * Who changed what in the 90 days before a commit, in one pass of git. Merges do not count: their parents do.
 *
 * @param at the commit's own time, seconds since 1970
 * @param shallow the first known commits of a shallow clone seem to add every file: they are left out
 */
export function readChurn(
  { top, prefix, env }: Place,
  commit: string,
  { at, shallow }: { at: number; shallow: boolean },
): { files: Map<string, Churn>; co_changes: CoChange[] } {
  const args = ['log', '--no-renames', '--name-only', `--max-age=${at - 90 * DAY_S}`, '--format=%x01%ct%x09%P%x09%ae'];
  const out = git(top, [...args, commit, ...(prefix === '' ? [] : ['--', prefix])], '', env);
  const files = new Map<string, Churn>();
  const pairs = new Map<string, number>();
  for (const part of out.split('\x01')) {
    const end = part.indexOf('\n');
    if (end < 0) continue;
    const [time, parents, author] = part.slice(0, end).split('\t');
    if (shallow && parents === '') continue;
    const seconds = Number(time);
    const paths = part
      .slice(end + 1)
      .split('\n')
      // git quotes a name with a control character; no digest holds such a path.
      .filter((path) => path !== '' && !path.startsWith('"') && path.startsWith(prefix))
      .map((path) => path.slice(prefix.length));
    for (const path of paths) count(files, path, seconds, author ?? '', at);
    if (paths.length <= MOST_FILES) addPairs(pairs, paths.sort());
  }
  return { files, co_changes: most(pairs) };
}

function count(files: Map<string, Churn>, path: string, seconds: number, author: string, at: number): void {
  let own = files.get(path);
  if (!own) {
    own = { commits_30d: 0, commits_90d: 0, authors_30d: new Set(), authors_90d: new Set(), newest: 0 };
    files.set(path, own);
  }
  own.commits_90d++;
  own.authors_90d.add(author);
  own.newest = Math.max(own.newest, seconds);
  if (seconds < at - 30 * DAY_S) return;
  own.commits_30d++;
  own.authors_30d.add(author);
}

function addPairs(pairs: Map<string, number>, paths: readonly string[]): void {
  for (let i = 0; i < paths.length; i++) {
    for (let j = i + 1; j < paths.length; j++) {
      const key = `${paths[i]}\0${paths[j]}`;
      pairs.set(key, (pairs.get(key) ?? 0) + 1);
    }
  }
}

const most = (pairs: ReadonlyMap<string, number>): CoChange[] =>
  [...pairs]
    .filter(([, n]) => n >= LEAST_COMMON)
    .sort((x, y) => y[1] - x[1] || (x[0] < y[0] ? -1 : 1))
    .slice(0, MOST_PAIRS)
    .map(([key, n]) => {
      const [a, b] = key.split('\0');
      return { a: a!, b: b!, n };
    });

/** Times (ISO 8601) of the newest commits that touched each of some files, in one pass of git over these files only. */
export function lastChanges(
  { top, prefix, env }: Place,
  commit: string,
  paths: readonly string[],
  shallow: boolean,
): Map<string, string> {
  const found = new Map<string, string>();
  if (paths.length === 0) return found;
  const out = git(
    top,
    [
      'log',
      '--no-renames',
      '--name-only',
      '--format=%x01%ct%x09%P',
      commit,
      '--',
      ...paths.map((path) => prefix + path),
    ],
    '',
    env,
  );
  for (const part of out.split('\x01')) {
    const [head, ...touched] = part.split('\n');
    const [time, parents] = (head ?? '').split('\t');
    if (shallow && parents === '') continue;
    for (const path of touched) {
      const own = path.slice(prefix.length);
      if (path !== '' && !found.has(own)) found.set(own, isoTime(Number(time) * 1000));
    }
  }
  return found;
}
