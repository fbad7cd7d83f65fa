import { SKIM_CODE } from './skim-code.ts';

/** Of which members the values are kept, by name, in the outermost object and in what is kept of it; of others nothing is. */
export interface Keep {
  /** With all that they hold. */
  whole: readonly string[];
  /** Of objects in it again only members with these names; of strings above 96 bytes only `CUT`. */
  cut: readonly string[];
  /** The same, but that strings above 542 bytes are cut behind some 511: what is left of them ends in `CUT`. */
  start?: readonly string[];
  /** With all that they hold; those of the outermost object, short and mostly as in other lines, come by themselves. */
  common: readonly string[];
  /** Up to three of the outermost object, if they are plain strings: they differ from line to line, and few of them are asked for. */
  apart: readonly [string, ...string[]];
}

/** An instance of `wasm/skim.ts`: its memory, and what it found in it. */
export interface Skimmer {
  memory: Buffer;
  /** Numbers of `ROW` for each line. */
  rows: Int32Array;
  /** What lines had in common lately, by the numbers that rows give it. */
  common: Array<Readonly<Record<string, unknown>>>;
  /** Shortens the lines between two places of the memory. @returns how many rows it wrote */
  skim(from: number, to: number): number;
}

/** Numbers of a row. */
export const ROW = 14;
/**
 * Where lines are to be laid, with room for the longest that is read and some more; where what is left of them is found. Of
 * memory that was never written to there is none in truth.
 */
export const [IN_AT, OUT_AT] = [524_288, 9_240_576];
/** Other places in the memory, and how many rows fit there. */
const [NAME_AT, ROWS_AT, MOST_ROWS] = [18_432, 65_536, 8_192];

/** Compiled once; null where this machine cannot (WebAssembly is switched off, a processor without its 16-byte numbers). */
let code: WebAssembly.Module | null | undefined;

function compile(): WebAssembly.Module | null {
  try {
    return new WebAssembly.Module(Buffer.from(SKIM_CODE, 'base64'));
  } catch {
    return null;
  }
}

/** Null where this machine cannot run it. */
export function makeSkimmer(keep: Keep): Skimmer | null {
  if (code === undefined) code = compile();
  if (code === null) return null;
  const { exports } = new WebAssembly.Instance(code);
  const { buffer } = exports.memory as WebAssembly.Memory;
  const memory = Buffer.from(buffer);
  const add = exports.keep as (from: number, length: number, how: number) => number;
  const apart = [0, 1, 2].map((nth) => keep.apart.slice(nth, nth + 1));
  for (const [how, names] of [keep.cut, keep.whole, keep.common, ...apart, keep.start ?? []].entries()) {
    for (const name of names) {
      memory.fill(0, NAME_AT, NAME_AT + 64).write(name, NAME_AT, 'latin1');
      if (!add(NAME_AT, name.length, how + 1)) throw new Error(`too many names of ${name.length} letters`);
    }
  }
  const skim = exports.skim as (from: number, to: number, into: number, rows: number, most: number) => number;
  return {
    memory,
    rows: new Int32Array(buffer, ROWS_AT, ROW * MOST_ROWS),
    common: [],
    skim: (from, to) => skim(from, to, OUT_AT, ROWS_AT, MOST_ROWS),
  };
}
