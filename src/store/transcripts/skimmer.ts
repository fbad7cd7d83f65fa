import { SKIM_CODE } from './skim-code.ts';
import {
  CELLS_AT,
  CELLS_ROOM,
  KEEP_APART,
  KEEP_COMMON,
  KEEP_CUT,
  KEEP_START,
  KEEP_WHOLE,
  MOST_NAME,
  MOST_ROWS,
  NAME_AT,
  OUT_AT,
  PAGES,
  ROW,
  ROWS_AT,
} from './skim-memory.ts';

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
  apart: readonly [string] | readonly [string, string] | readonly [string, string, string];
}

/** The memory of an instance of `wasm/skim.ts`, which several threads can look into, and what was found in it. */
export interface Skimmed {
  memory: Buffer;
  /** Numbers of `ROW` for each line. */
  rows: Int32Array;
  /** The same bytes, by twos: of each line the last is its time. */
  pairs: Float64Array;
  /** What is left of them (`Cells`). */
  cells: Int32Array;
  /** The names of members, by their numbers. */
  names: readonly string[];
}

export interface Skimmer extends Skimmed {
  /** Shortens the lines between two places of the memory. @returns how many rows it wrote */
  skim(from: number, to: number): number;
}

/** Compiled once; null where this machine cannot (WebAssembly is switched off, a processor without its 16-byte numbers). */
let code: WebAssembly.Module | null | undefined;

function compile(): WebAssembly.Module | null {
  try {
    return new WebAssembly.Module(Buffer.from(SKIM_CODE, 'base64'));
  } catch {
    return null;
  }
}

/** As much as the code counts on; null where there is none to be had: for each V8 reserves some 10 GB of addresses. */
export function makeMemory(): WebAssembly.Memory | null {
  try {
    return new WebAssembly.Memory({ initial: PAGES, maximum: PAGES, shared: true });
  } catch {
    return null;
  }
}

export const lookInto = ({ buffer }: WebAssembly.Memory, keep: Keep): Skimmed => ({
  memory: Buffer.from(buffer),
  rows: new Int32Array(buffer, ROWS_AT, ROW * MOST_ROWS),
  pairs: new Float64Array(buffer, ROWS_AT, (ROW / 2) * MOST_ROWS),
  cells: new Int32Array(buffer, CELLS_AT, CELLS_ROOM / 4),
  names: ['', ...namesIn(keep).map(([name]) => name)],
});

/** Whether this machine can run it. */
export function canSkim(): boolean {
  if (code === undefined) code = compile();
  return code !== null;
}

/** Null where this machine cannot run it. */
export function makeSkimmer(keep: Keep, held?: WebAssembly.Memory): Skimmer | null {
  const memory = canSkim() ? (held ?? makeMemory()) : null;
  if (memory === null) return null;
  const { exports } = new WebAssembly.Instance(code!, { env: { memory } });
  const skimmed = lookInto(memory, keep);
  const add = exports.keep as (from: number, length: number, how: number) => number;
  for (const [name, how] of namesIn(keep)) {
    skimmed.memory.fill(0, NAME_AT, NAME_AT + 64).write(name, NAME_AT, 'latin1');
    const fits = name.length <= MOST_NAME && add(NAME_AT, name.length, how);
    if (!fits) throw new Error(`${name} is too long a name, or there are too many of its length`);
  }
  const skim = exports.skim as (...numbers: number[]) => number;
  return {
    ...skimmed,
    skim: (from, to) => skim(from, to, OUT_AT, ROWS_AT, MOST_ROWS, CELLS_AT, CELLS_ROOM),
  };
}

/** All names, each with how it is kept. */
function namesIn({ cut, whole, common, apart, start = [] }: Keep): Array<[name: string, how: number]> {
  const all = (names: readonly string[], how: number) => names.map((name): [string, number] => [name, how]);
  return [
    ...all(cut, KEEP_CUT),
    ...all(whole, KEEP_WHOLE),
    ...all(common, KEEP_COMMON),
    ...apart.map((name, nth): [string, number] => [name, KEEP_APART + nth]),
    ...all(start, KEEP_START),
  ];
}
