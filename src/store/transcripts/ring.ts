import { type Keep, lookInto, makeMemory, type Skimmed } from './skimmer.ts';

/** A file that is to be read, and what of its lines is kept (its place among all kinds of keeping). */
export interface Job {
  path: string;
  keep: number;
}

/** What two threads share: one shortens the lines of files and fills slots with them in turn, the other takes them out. */
export interface Ring {
  jobs: readonly Job[];
  keeps: readonly Keep[];
  /** Of each slot, by what is kept. */
  memories: readonly WebAssembly.Memory[][];
  /** Which job is wanted, whether the thread has begun, and whether each slot is full. */
  state: Int32Array;
  /** `PER_SLOT` numbers for each. */
  told: Float64Array;
}

/** More do not make it faster. */
export const SLOTS = 4;
/** The job, what is in the slot, and two numbers of it. */
export const PER_SLOT = 4;
/** What is in a slot: so many lines and the place behind them; a part of the file to be read as it is; its end. */
export const [LINES, REST, END] = [1, 2, 3];
/** Places in the state. */
export const [WANTED, BEGUN, FULL] = [0, 1, 2];

/** Null where there is no memory for it. */
export function makeRing(jobs: readonly Job[], keeps: readonly Keep[]): Ring | null {
  const memories = Array.from({ length: SLOTS }, () => keeps.flatMap(() => makeMemory() ?? []));
  if (memories.some(({ length }) => length < keeps.length)) return null;
  return {
    jobs,
    keeps,
    memories,
    state: new Int32Array(new SharedArrayBuffer(4 * (FULL + SLOTS))),
    told: new Float64Array(new SharedArrayBuffer(8 * PER_SLOT * SLOTS)),
  };
}

export const viewsOf = ({ memories, keeps }: Ring): Skimmed[][] =>
  memories.map((slot) => slot.map((memory, keep) => lookInto(memory, keeps[keep]!)));
