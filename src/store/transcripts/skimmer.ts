import { SKIM_CODE } from './skim-code.ts';

/** Of which members the values are kept, by name, in the outermost object and in what is kept of it; of others nothing is. */
export interface Keep {
  /** With all that they hold. */
  whole: readonly string[];
  /** Of objects in it again only members with these names; of strings above 96 bytes only `CUT`. */
  cut: readonly string[];
  /** With all that they hold; those of the outermost object, short and mostly as in other lines, come by themselves. */
  common: readonly string[];
  /** Of the outermost object, if they are plain strings: they differ from line to line, and few of them are asked for. */
  apart: readonly [string, string, string];
}

/** The memory of an instance of `wasm/skim.ts`, which several threads can look into, and what was found in it. */
export interface Skimmed {
  memory: Buffer;
  /** Numbers of `ROW` for each line. */
  rows: Int32Array;
  /** The same bytes, by twos: of each line the last is its time. */
  pairs: Float64Array;
}

export interface Skimmer extends Skimmed {
  /** Shortens the lines between two places of the memory. @returns how many rows it wrote */
  skim(from: number, to: number): number;
}

/** Numbers of a row. */
export const ROW = 16;
/** Where lines are to be laid, and how many bytes; where what is left of them is found. */
export const [IN_AT, MOST_BYTES, OUT_AT] = [524_288, 1_048_576, 1_638_400];
/** Other places in the memory, and how many rows fit there. */
const [NAME_AT, ROWS_AT, MOST_ROWS] = [16_384, 65_536, 7_168];
/** Of 64 KiB: `scripts/skim.mjs`. */
const PAGES = 52;

/** Compiled once; null where this machine cannot (WebAssembly is switched off, a processor without its 16-byte numbers). */
let code: WebAssembly.Module | null | undefined;

function compile(): WebAssembly.Module | null {
  try {
    return new WebAssembly.Module(Buffer.from(SKIM_CODE, 'base64'));
  } catch {
    return null;
  }
}

/** As much as the code counts on. */
export const makeMemory = (): WebAssembly.Memory =>
  new WebAssembly.Memory({ initial: PAGES, maximum: PAGES, shared: true });

export const lookInto = ({ buffer }: WebAssembly.Memory): Skimmed => ({
  memory: Buffer.from(buffer),
  rows: new Int32Array(buffer, ROWS_AT, ROW * MOST_ROWS),
  pairs: new Float64Array(buffer, ROWS_AT, (ROW / 2) * MOST_ROWS),
});

/** Whether this machine can run it. */
export function canSkim(): boolean {
  if (code === undefined) code = compile();
  return code !== null;
}

/** Null where this machine cannot run it. */
export function makeSkimmer(keep: Keep, held?: WebAssembly.Memory): Skimmer | null {
  if (!canSkim()) return null;
  const memory = held ?? makeMemory();
  const { exports } = new WebAssembly.Instance(code!, { env: { memory } });
  const skimmed = lookInto(memory);
  const add = exports.keep as (from: number, length: number, how: number) => number;
  for (const [how, names] of [keep.cut, keep.whole, keep.common, ...keep.apart.map((name) => [name])].entries()) {
    for (const name of names) {
      skimmed.memory.fill(0, NAME_AT, NAME_AT + 64).write(name, NAME_AT, 'latin1');
      if (!add(NAME_AT, name.length, how + 1)) throw new Error(`too many names of ${name.length} letters`);
    }
  }
  const skim = exports.skim as (from: number, to: number, into: number, rows: number, most: number) => number;
  return { ...skimmed, skim: (from, to) => skim(from, to, OUT_AT, ROWS_AT, MOST_ROWS) };
}
