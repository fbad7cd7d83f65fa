import { linesOf } from '../log/lines-of.ts';
import { type Block, blocksOf, type ShortLines } from './blocks.ts';
import { Cells } from './cells.ts';
import {
  APARTS,
  COMMON_BEGIN,
  COMMON_END,
  COMMON_OBJECT,
  HAS_ID,
  LINE_BEGIN,
  LINE_CELL,
  LINE_END,
  ROW,
  TEXTS_END,
  TIME,
} from './skim-memory.ts';
import { type Keep, makeSkimmer, type Skimmed, type Skimmer } from './skimmer.ts';

/** A line of which only what was asked for is left. What it is asked for it answers until the next group of lines comes. */
export class SkimmedLine {
  /** What is kept of it, but for what it has in common with others and what comes apart: an object, at this place. */
  readonly cells: Cells;
  readonly at: number;
  /** What many lines have in common: the same object for all lines in which it is the same. */
  readonly common: Readonly<Record<string, unknown>>;
  private readonly skimmed: Skimmed;
  private readonly row: number;

  constructor(cells: Cells, common: Readonly<Record<string, unknown>>, skimmed: Skimmed, row: number) {
    this.cells = cells;
    this.at = skimmed.rows[row + LINE_CELL]!;
    this.common = common;
    this.skimmed = skimmed;
    this.row = row;
  }

  /** Values that are kept apart, in their order; null: it is not there, or stands in the text. */
  apart(which: 0 | 1 | 2): string | null {
    const { memory, rows } = this.skimmed;
    const place = this.row + APARTS + 2 * which;
    return rows[place] === 0 ? null : memory.toString('utf8', rows[place], rows[place + 1]);
  }

  /** The first of these as a time, in ms since 1970; NaN where it is not written as `2026-11-21T10:00:00.000Z`. */
  time(): number {
    return this.skimmed.pairs[(this.row + TIME) / 2]!;
  }

  /** Whether an execution id may stand in the line. Nothing escapes letters or digits in JSON. */
  mentionsId(): boolean {
    const { memory, rows } = this.skimmed;
    // The beginning of one also stands in `max_tokens`.
    if ((rows[this.row + HAS_ID]! & 1) === 0) return false;
    return /x_[0-9a-f]{20}/.test(memory.toString('latin1', rows[this.row + LINE_BEGIN], rows[this.row + LINE_END]));
  }

  /** The line as it is in the file. */
  whole(): string {
    const { memory, rows } = this.skimmed;
    return lineAt(memory, rows[this.row + LINE_BEGIN]!, rows[this.row + LINE_END]!);
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
      blocksOf(path, () => skimmer, FEW),
    );
  } finally {
    idle.set(keep, [...(idle.get(keep) ?? []), skimmer]);
  }
}

/** Bytes that are read first: often the first lines tell that no more is wanted. */
const FEW = 32_768;

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
  const cells = new Cells(skimmed, rows[ROW * (count - 1) + TEXTS_END]!);
  const lines: Array<SkimmedLine | string> = [];
  for (let row = 0; row < ROW * count; row += ROW) {
    const which = rows[row + COMMON_OBJECT]!;
    const [begin, end] = [rows[row + COMMON_BEGIN]!, rows[row + COMMON_END]!];
    if (begin !== 0) common[which] = JSON.parse(memory.toString('utf8', begin, end));
    if (rows[row + LINE_CELL] === 0) lines.push(lineAt(memory, rows[row + LINE_BEGIN]!, rows[row + LINE_END]!));
    else lines.push(new SkimmedLine(cells, common[which]!, skimmed, row));
  }
  return lines;
}
