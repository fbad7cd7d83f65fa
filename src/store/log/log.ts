import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isMissing, onDisk } from '../disk-error.ts';
import { isMarker } from './markers.ts';
import { parseObject, readRawLines, textOfLine } from './raw-lines.ts';

export { appendLines } from './append.ts';

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
      return readdirSync(folder)
        .filter((file) => isPartOf(file, name))
        .map((file) => join(folder, file))
        .filter((file) => lstatSync(file, { throwIfNoEntry: false })?.isFile())
        .sort();
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  });
}

const isPartOf = (file: string, name: string): boolean =>
  file === `${name}.jsonl` || (file.startsWith(`${name}.`) && file.endsWith('.jsonl'));

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
  for (const file of files) {
    readRawLines(file, (bytes) => {
      if (bytes === null) {
        problems.too_long++;
        return;
      }
      const raw = textOfLine(bytes);
      if (raw.trim() === '') return;
      const value = parseObject(raw);
      if (value) {
        problems.lines++;
        onLine(value, raw, file);
      } else if (isMarker(raw)) problems.markers++;
      else problems.bad++;
    });
  }
  return problems;
}
