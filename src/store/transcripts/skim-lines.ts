import { linesOf } from '../log/lines-of.ts';
import { type Block, blocksOf, type ShortLines } from './blocks.ts';
import { type Keep, makeSkimmer, OUT_AT, ROW, type Skimmed, type Skimmer } from './skimmer.ts';

/** What stands for a long string, and seldom for itself. */
export const CUT = '\0';

/** A line of which only what was asked for is left. What it is asked for it answers until the next group of lines comes. */
export class SkimmedLine {
  /** JSON of an object: what is kept of the line, but for what it has in common with others and what comes apart. */
  readonly text: string;
  /** What many lines have in common: the same object for all lines in which it is the same. */
  readonly common: Readonly<Record<string, unknown>>;
  private readonly skimmed: Skimmed;
  private readonly row: number;

  constructor(text: string, common: Readonly<Record<string, unknown>>, skimmed: Skimmed, row: number) {
    this.text = text;
    this.common = common;
    this.skimmed = skimmed;
    this.row = row;
  }

  /** Values that are kept apart, in their order; null: it is not there, or stands in the text. */
  apart(which: 0 | 1 | 2): string | null {
    const { memory, rows } = this.skimmed;
    const place = this.row + 5 + 2 * which;
    return rows[place] === 0 ? null : memory.toString('utf8', rows[place], rows[place + 1]);
  }

  /** The first of these as a time, in ms since 1970; NaN where it is not written as `2026-11-21T10:00:00.000Z`. */
  time(): number {
    return this.skimmed.pairs[this.row / 2 + 7]!;
  }

  /** `x_` may stand in the line: the beginning of an execution id. */
  mentionsId(): boolean {
    return (this.skimmed.rows[this.row + 4]! & 1) === 1;
  }

  /** The line as it is in the file. */
  whole(): string {
    const { memory, rows } = this.skimmed;
    return lineAt(memory, rows[this.row]!, rows[this.row + 1]!);
  }
}

/** A line that stands between two places, without its carriage return. */
const lineAt = (memory: Buffer, start: number, end: number): string =>
  memory.toString('utf8', start, end > start && memory[end - 1] === 13 ? end - 1 : end);

/** Some lines of a file; null for one above 8 MiB. */
export type LineGroup = Iterable<SkimmedLine | string | null>;

/** Gives the lines of a file, group by group, shortened to what is to be kept where that can be done. */
export type ReadLines = (path: string, keep: Keep) => Iterable<LineGroup>;

/**
 * The lines of a file as `linesOf` gives them, but in groups, and JSON objects come shortened: most of a transcript is text
 * that nobody asks for, and to parse it all takes thrice as long. What is shortened is valid JSON in all its parts; any
 * other line comes as it is (null: above 8 MiB).
 */
export function* skimLines(path: string, keep: Keep): Generator<LineGroup> {
  const skimmer = idle.get(keep)?.pop() ?? makeSkimmer(keep);
  if (!skimmer) {
    yield linesOf(path);
    return;
  }
  try {
    yield* groupsOf(
      path,
      blocksOf(path, () => skimmer),
    );
  } finally {
    idle.set(keep, [...(idle.get(keep) ?? []), skimmer]);
  }
}

/** Skimmers by what they keep, for readings to come. */
const idle = new Map<Keep, Skimmer[]>();

/** The lines in the blocks of a file. */
export function* groupsOf(path: string, blocks: Iterable<Block>): Generator<LineGroup> {
  for (const block of blocks) yield 'count' in block ? linesIn(block) : linesOf(path, block.from, block.to);
}

function linesIn({ skimmed, count }: ShortLines): Array<SkimmedLine | string> {
  const { memory, rows } = skimmed;
  /** What lines have in common, by the numbers that rows give it. */
  const common: Array<Readonly<Record<string, unknown>>> = [];
  const last = ROW * (count - 1);
  const all = memory.toString('latin1', OUT_AT, rows[last + 13]! || rows[last + 3]!);
  const lines: Array<SkimmedLine | string> = [];
  for (let row = 0; row <= last; row += ROW) {
    const [begin, stop, which] = [rows[row + 2]!, rows[row + 3]!, rows[row + 11]!];
    if (begin === 0) {
      lines.push(lineAt(memory, rows[row]!, rows[row + 1]!));
      continue;
    }
    if (rows[row + 12] !== 0) common[which] = JSON.parse(memory.toString('utf8', rows[row + 12], rows[row + 13]));
    const isPlain = (rows[row + 4]! & 2) === 0;
    const text = isPlain ? all.slice(begin - OUT_AT, stop - OUT_AT) : memory.toString('utf8', begin, stop);
    lines.push(new SkimmedLine(text, common[which]!, skimmed, row));
  }
  return lines;
}
