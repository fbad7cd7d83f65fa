import { closeSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { isMissing, onDisk } from './disk-error.ts';
import { isMarker } from './markers.ts';

export { appendLines } from './append.ts';

const CHUNK = 1024 * 1024;
const MAX_LINE = 8 * 1024 * 1024;
const NEWLINE = 10;

/** What a log held. `bad`: not a JSON object; `markers`: left by a merge; `too_long`: above 8 MiB. */
export interface LogProblems {
  /** Lines that were handed on. */
  lines: number;
  bad: number;
  markers: number;
  too_long: number;
}

/** A log's files: `<name>.jsonl` and, in team mode, `<name>.<writer>-<hash>.jsonl`; sorted, links left out. */
export function logFiles(folder: string, name: string): string[] {
  return onDisk('read', folder, () => {
    try {
      return readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isFile() && isPartOf(entry.name, name))
        .map((entry) => join(folder, entry.name))
        .sort();
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  });
}

const isPartOf = (file: string, name: string): boolean =>
  file === `${name}.jsonl` || (file.startsWith(`${name}.`) && file.endsWith('.jsonl'));

/** Hands on each line of an open file in order, as bytes without its newline; null for one above 8 MiB. */
function eachLine(fd: number, onLine: (line: Buffer | null) => void): void {
  const chunk = Buffer.allocUnsafe(CHUNK);
  let pending: Buffer[] = [];
  let size = 0;
  const take = (part: Buffer): void => {
    size += part.length;
    if (size > MAX_LINE) pending = [];
    else pending.push(part);
  };
  const finish = (): void => {
    if (size > MAX_LINE) onLine(null);
    else onLine(pending.length === 1 ? pending[0]! : Buffer.concat(pending));
    [pending, size] = [[], 0];
  };
  for (;;) {
    const got = readSync(fd, chunk, 0, CHUNK, null);
    if (got === 0) break;
    const filled = chunk.subarray(0, got);
    let from = 0;
    for (let at = filled.indexOf(NEWLINE); at !== -1; at = filled.indexOf(NEWLINE, from)) {
      take(filled.subarray(from, at));
      finish();
      from = at + 1;
    }
    // The rest is copied: the chunk is filled anew.
    if (from < got) take(Buffer.from(filled.subarray(from)));
  }
  if (size > 0) finish();
}

const parseObject = (raw: string): Record<string, unknown> | null => {
  try {
    const value: unknown = JSON.parse(raw);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
};

/**
 * Streams the lines of a log's files, at any size. Nothing in a log is fatal: what is no JSON object is counted.
 *
 * @param onLine gets the parsed line, its text as it stands there, and its file
 */
export function scanLog(
  files: readonly string[],
  onLine: (value: Record<string, unknown>, raw: string, file: string) => void,
): LogProblems {
  const problems: LogProblems = { lines: 0, bad: 0, markers: 0, too_long: 0 };
  const onRaw = (file: string) => (bytes: Buffer | null) => {
    if (bytes === null) {
      problems.too_long++;
      return;
    }
    const raw = bytes.toString('utf8').replace(/^\uFEFF|\r$/g, '');
    if (raw.trim() === '') return;
    const value = parseObject(raw);
    if (value) {
      problems.lines++;
      onLine(value, raw, file);
    } else if (isMarker(raw)) problems.markers++;
    else problems.bad++;
  };
  for (const file of files) {
    onDisk('read', file, () => {
      let fd: number;
      try {
        fd = openSync(file, 'r');
      } catch (error) {
        if (isMissing(error)) return;
        throw error;
      }
      try {
        if (fstatSync(fd).isFile()) eachLine(fd, onRaw(file));
      } finally {
        closeSync(fd);
      }
    });
  }
  return problems;
}
