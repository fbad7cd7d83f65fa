import { endsInLine, linesOf } from '../store/log/lines-of.ts';
import type { Tally } from './transcripts.ts';
import { type Fields, fieldsOf, parseJson } from './values.ts';

/**
 * What is made of each line of a file. Counts lines and bad ones, of which nothing can be made; a last line that is torn is
 * neither, for it may still grow.
 *
 * @param groups its lines; null: one too long to be read
 * @param isWhole asked behind the last line: whether that has its end
 */
export function* readEach<Line, Value>(
  tally: Tally,
  groups: Iterable<Iterable<Line | null>>,
  read: (line: Line) => Value | null,
  isWhole: () => boolean,
): Generator<Value> {
  let torn = false;
  for (const lines of groups) {
    for (const line of lines) {
      if (line === '') continue;
      const value = line === null ? null : read(line);
      torn = value === null && line !== null;
      tally.lines++;
      if (value === null) tally.bad_lines++;
      else yield value;
    }
  }
  if (torn && !isWhole()) {
    tally.lines--;
    tally.bad_lines--;
  }
}

/**
 * The objects of a JSON Lines file, one a line.
 *
 * @param skim may answer for a line without taking it all in: null to have it parsed
 */
export const jsonLines = (
  path: string,
  tally: Tally,
  skim: (line: string) => Fields | null = () => null,
): Generator<Fields> =>
  readEach(
    tally,
    [linesOf(path)],
    (line: string) => skim(line) ?? fieldsOf(parseJson(line)),
    () => endsInLine(path),
  );
