import { endsInLine, linesOf } from '../store/log/lines-of.ts';
import type { Tally } from './transcripts.ts';
import { type Fields, fieldsOf, parseJson } from './values.ts';

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
    if (line === '') continue;
    const value = line === null ? null : (skim(line) ?? fieldsOf(parseJson(line)));
    torn = value === null && line !== null;
    tally.lines++;
    if (value === null) tally.bad_lines++;
    else yield value;
  }
  if (torn && !endsInLine(path)) {
    tally.lines--;
    tally.bad_lines--;
  }
}
