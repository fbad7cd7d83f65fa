import { closeSync, fstatSync, readSync } from 'node:fs';
import { decodeLine, linesOf, openForReading } from '../log/lines-of.ts';
import { SKIM_CODE } from './skim-code.ts';

/** Of which members the values are kept, by name, in the outermost object and in what is kept of it; of others nothing is. */
export interface Keep {
  /** With all that they hold. */
  whole: readonly string[];
  /** Of objects in it again only members with these names; of strings above 96 bytes only `CUT`. */
  cut: readonly string[];
  /** Of the outermost object, if they are plain strings: their values come apart from the text, which is then often the same. */
  apart: readonly [string, string, string];
}

/** What stands for a long string, and seldom for itself. */
export const CUT = '\0';

export interface SkimmedLine {
  /** JSON of an object: the line's, without what was not to be kept. */
  text: string;
  /** Values that are kept apart, in their order; null: it is not there, or stands in the text. */
  apart(which: 0 | 1 | 2): string | null;
  /** `x_` may stand in the line: the beginning of an execution id. */
  mentionsId: boolean;
  /** The line as it is in the file; only until the next is asked for, as what comes apart. */
  whole(): string;
}

/** Places in the memory of `wasm/skim.ts`, and what fits there; numbers of a row. */
const [NAME_AT, ROWS_AT, IN_AT, OUT_AT] = [16_384, 65_536, 524_288, 1_638_400];
const ROW = 11;
const [MOST_ROWS, MOST_BYTES, CHUNK] = [8_192, 1_048_576, 262_144];

interface Skimmer {
  memory: Buffer;
  rows: Int32Array;
  skim(from: number, to: number, into: number, rows: number, most: number): number;
}

/** Compiled once; null where this machine cannot (WebAssembly is switched off, a processor without its 16-byte numbers). */
let code: WebAssembly.Module | null | undefined;
/** Skimmers by what they keep, for readings to come. */
const idle = new Map<Keep, Skimmer[]>();

function compile(): WebAssembly.Module | null {
  try {
    return new WebAssembly.Module(Buffer.from(SKIM_CODE, 'base64'));
  } catch {
    return null;
  }
}

function makeSkimmer(keep: Keep): Skimmer | null {
  if (code === undefined) code = compile();
  if (code === null) return null;
  const { exports } = new WebAssembly.Instance(code);
  const { buffer } = exports.memory as WebAssembly.Memory;
  const memory = Buffer.from(buffer);
  const add = exports.keep as (from: number, length: number, how: number) => number;
  for (const [how, names] of [keep.cut, keep.whole, ...keep.apart.map((name) => [name])].entries()) {
    for (const name of names) {
      memory.fill(0, NAME_AT, NAME_AT + 64).write(name, NAME_AT, 'latin1');
      if (!add(NAME_AT, name.length, how + 1)) throw new Error(`too many names of ${name.length} letters`);
    }
  }
  return { memory, rows: new Int32Array(buffer, ROWS_AT, ROW * MOST_ROWS), skim: exports.skim as Skimmer['skim'] };
}

/**
 * The lines of a file as `linesOf` gives them, but that JSON objects come shortened: most of a transcript is text that nobody
 * asks for, and to parse it all takes thrice as long. What is shortened is valid JSON in all its parts; any other line comes
 * as it is (null: above 8 MiB).
 */
export function* skimLines(path: string, keep: Keep): Generator<SkimmedLine | string | null> {
  const skimmer = idle.get(keep)?.pop() ?? makeSkimmer(keep);
  const fd = skimmer && openForReading(path);
  if (!skimmer || fd === null) {
    yield* linesOf(path);
    return;
  }
  try {
    const { size } = fstatSync(fd);
    const { memory } = skimmer;
    /** Bytes that were read into memory, and the place in the file behind them. */
    let [held, at] = [0, 0];
    while (at < size) {
      const got = readSync(fd, memory, IN_AT + held, Math.min(CHUNK, MOST_BYTES - held, size - at), at);
      if (got === 0) break;
      at += got;
      held += got;
      const end = memory.subarray(IN_AT, IN_AT + held).lastIndexOf(10) + 1;
      yield* shortened(skimmer, end);
      memory.copyWithin(IN_AT, IN_AT + end, IN_AT + held);
      held -= end;
      if (held < MOST_BYTES) continue;
      yield* linesOf(path, at - held, size);
      return;
    }
    if (held > 0) yield decodeLine(memory.toString('latin1', IN_AT, IN_AT + held));
  } finally {
    closeSync(fd);
    idle.set(keep, [...(idle.get(keep) ?? []), skimmer]);
  }
}

/** The lines in the first `length` bytes that were read. */
function* shortened({ memory, rows, skim }: Skimmer, length: number): Generator<SkimmedLine | string> {
  for (let from = IN_AT; from < IN_AT + length; ) {
    const count = skim(from, IN_AT + length, OUT_AT, ROWS_AT, MOST_ROWS);
    const all = memory.toString('latin1', OUT_AT, rows[ROW * (count - 1) + 3]);
    from = rows[ROW * (count - 1) + 1]! + 1;
    for (let row = 0; row < ROW * count; row += ROW) {
      const [begin, stop, signs] = [rows[row + 2]!, rows[row + 3]!, rows[row + 4]!];
      const whole = (): string => decodeLine(memory.toString('latin1', rows[row], rows[row + 1]));
      if (begin === 0) yield whole();
      else {
        const text =
          (signs & 2) === 0 ? all.slice(begin - OUT_AT, stop - OUT_AT) : memory.toString('utf8', begin, stop);
        const apart = (which: 0 | 1 | 2): string | null => {
          const place = rows[row + 5 + 2 * which]!;
          return place === 0 ? null : memory.toString('utf8', place, rows[row + 6 + 2 * which]);
        };
        yield { text, apart, mentionsId: (signs & 1) === 1, whole };
      }
    }
  }
}
