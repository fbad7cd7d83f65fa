import { linesOf } from '../store/lines-of.ts';
import { type Fields, isFields } from './fields.ts';
import type { Tally } from './transcripts.ts';

/**
 * The objects of a JSON Lines file, one a line. Counts lines and bad ones; a last line that is torn is neither, for it
 * may still grow.
 *
 * @param skim may answer for a line without taking it all in: null to have it parsed
 */
export function* jsonLines(
  path: string,
  tally: Tally,
  skim: (line: string) => Fields | null = () => null,
): Generator<Fields> {
  let torn = false;
  for (const line of linesOf(path)) {
    if (torn) {
      tally.lines++;
      tally.bad_lines++;
      torn = false;
    }
    if (line?.trim() === '') continue;
    const value = line === null ? null : (skim(line) ?? parsed(line));
    if (value === null && line !== null && looksTorn(line)) {
      torn = true;
      continue;
    }
    tally.lines++;
    if (value === null) tally.bad_lines++;
    else yield value;
  }
}

function parsed(line: string): Fields | null {
  try {
    const value: unknown = JSON.parse(line);
    return isFields(value) ? value : null;
  } catch {
    return null;
  }
}

/** The start of an object without its end. */
const looksTorn = (line: string): boolean => line.startsWith('{') && !line.trimEnd().endsWith('}');
