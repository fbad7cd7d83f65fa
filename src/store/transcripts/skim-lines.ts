import { closeSync, fstatSync, readSync } from 'node:fs';
import { linesOf, MAX_LINE, openForReading } from '../log/lines-of.ts';
import { IN_AT, type Keep, makeSkimmer, OUT_AT, ROW, type Skimmer } from './skimmer.ts';
import { timeAt } from './time-at.ts';

/** What stands for a long string, and seldom for itself. */
export const CUT = '\0';

/** Bytes to read at once: few at first, since often the first lines tell that no more is wanted. */
const [FIRST_CHUNK, CHUNK] = [32_768, 262_144];

/** A line of which only what was asked for is left. What it is asked for it answers until the next group of lines comes. */
export class SkimmedLine {
  /** JSON of an object: what is kept of the line, but for what it has in common with others and what comes apart. */
  readonly text: string;
  /** What many lines have in common: the same object for all lines in which it is the same. */
  readonly common: Readonly<Record<string, unknown>>;
  private readonly skimmer: Skimmer;
  private readonly row: number;

  constructor(text: string, common: Readonly<Record<string, unknown>>, skimmer: Skimmer, row: number) {
    this.text = text;
    this.common = common;
    this.skimmer = skimmer;
    this.row = row;
  }

  /** Values that are kept apart, in their order; null: it is not there, or stands in the text. */
  apart(which: 0 | 1 | 2): string | null {
    const { memory, rows } = this.skimmer;
    const place = this.row + 5 + 2 * which;
    return rows[place] === 0 ? null : memory.toString('utf8', rows[place], rows[place + 1]);
  }

  /** The first of these as a time, in ms since 1970; null where it is not written as `timeAt` knows it. */
  time(): number | null {
    const { memory, rows } = this.skimmer;
    const place = this.row + 5;
    return rows[place + 1]! - rows[place]! === 24 ? timeAt(memory, rows[place]!) : null;
  }

  /** `x_` may stand in the line: the beginning of an execution id. */
  mentionsId(): boolean {
    return (this.skimmer.rows[this.row + 4]! & 1) === 1;
  }

  /** The line as it is in the file. */
  whole(): string {
    const { memory, rows } = this.skimmer;
    return lineAt(memory, rows[this.row]!, rows[this.row + 1]!);
  }
}

/** A line that stands between two places, without its carriage return. */
const lineAt = (memory: Buffer, start: number, end: number): string =>
  memory.toString('utf8', start, end > start && memory[end - 1] === 13 ? end - 1 : end);

/** Skimmers by what they keep, for readings to come. */
const idle = new Map<Keep, Skimmer[]>();

/**
 * The lines of a file as `linesOf` gives them, but in groups, and JSON objects come shortened: most of a transcript is text
 * that nobody asks for, and to parse it all takes thrice as long. What is shortened is valid JSON in all its parts; any
 * other line comes as it is (null: above 8 MiB).
 */
export function* skimLines(path: string, keep: Keep): Generator<Array<SkimmedLine | string | null>> {
  const skimmer = idle.get(keep)?.pop() ?? makeSkimmer(keep);
  const fd = skimmer && openForReading(path);
  if (!skimmer || fd === null) {
    for (const line of linesOf(path)) yield [line];
    return;
  }
  try {
    const { size } = fstatSync(fd);
    const { memory } = skimmer;
    /** Bytes that were read into memory, and the place in the file behind them. */
    let [held, at] = [0, 0];
    for (let chunk = FIRST_CHUNK; at < size; chunk = Math.min(2 * chunk, CHUNK)) {
      const got = readSync(fd, memory, IN_AT + held, Math.min(chunk, size - at), at);
      if (got === 0) break;
      at += got;
      held += got;
      const end = memory.subarray(IN_AT, IN_AT + held).lastIndexOf(10) + 1;
      yield* shortened(skimmer, end);
      memory.copyWithin(IN_AT, IN_AT + end, IN_AT + held);
      held -= end;
      if (held <= MAX_LINE) continue;
      [at, held] = [behindLine(fd, memory, at, size), 0];
      yield [null];
    }
    if (held > 0) yield [lineAt(memory, IN_AT, IN_AT + held)];
  } finally {
    closeSync(fd);
    idle.set(keep, [...(idle.get(keep) ?? []), skimmer]);
  }
}

/** The place behind the next line feed, or the end of the file. */
function behindLine(fd: number, memory: Buffer, from: number, size: number): number {
  for (let at = from; at < size; ) {
    const got = readSync(fd, memory, IN_AT, Math.min(CHUNK, size - at), at);
    const end = memory.subarray(IN_AT, IN_AT + got).indexOf(10);
    if (got === 0) break;
    if (end >= 0) return at + end + 1;
    at += got;
  }
  return size;
}

/** The lines in the first `length` bytes that were read, as many at once as there is room to tell of. */
function* shortened(skimmer: Skimmer, length: number): Generator<Array<SkimmedLine | string | null>> {
  const { memory, rows, common } = skimmer;
  for (let from = IN_AT; from < IN_AT + length; ) {
    const count = skimmer.skim(from, IN_AT + length);
    const last = ROW * (count - 1);
    from = rows[last + 1]! + 1;
    const all = memory.toString('latin1', OUT_AT, rows[last + 13]! || rows[last + 3]!);
    const lines: Array<SkimmedLine | string | null> = [];
    // All at once: what a row says of new common members is not said again.
    for (let row = 0; row <= last; row += ROW) {
      const [begin, stop, which] = [rows[row + 2]!, rows[row + 3]!, rows[row + 11]!];
      const [from, to] = [rows[row]!, rows[row + 1]!];
      if (rows[row + 12] !== 0) common[which] = JSON.parse(memory.toString('utf8', rows[row + 12], rows[row + 13]));
      if (to - from > MAX_LINE) lines.push(null);
      else if (begin === 0) lines.push(lineAt(memory, from, to));
      else {
        const isPlain = (rows[row + 4]! & 2) === 0;
        const text = isPlain ? all.slice(begin - OUT_AT, stop - OUT_AT) : memory.toString('utf8', begin, stop);
        lines.push(new SkimmedLine(text, common[which]!, skimmer, row));
      }
    }
    yield lines;
  }
}
