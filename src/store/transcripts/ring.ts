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

/** What is in a slot: so many lines, and the byte behind them; a part of the file to be read as it is; the job's end. */
export const [LINES, REST, END] = [1, 2, 3];
export type Told = [job: number, what: number, a: number, b: number];

/** More were not faster. */
export const SLOTS = 4;
const PER_SLOT = 4;
/** Places in the state. */
const [WANTED, BEGUN, FULL] = [0, 1, 2];

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

export const begin = ({ state }: Ring): number => Atomics.store(state, BEGUN, 1);
export const hasBegun = ({ state }: Ring): boolean => Atomics.load(state, BEGUN) === 1;

/** Says that no job before this one is wanted any more. */
export const want = ({ state }: Ring, job: number): number => Atomics.store(state, WANTED, job);
export const isWanted = ({ state }: Ring, job: number): boolean => Atomics.load(state, WANTED) <= job;

export const next = (slot: number): number => (slot + 1) % SLOTS;

/** Waits until what is in a slot was taken. */
export function awaitFree({ state }: Ring, slot: number): void {
  while (Atomics.load(state, FULL + slot) === 1) Atomics.wait(state, FULL + slot, 1);
}

export function fill({ state, told }: Ring, slot: number, what: Told): void {
  told.set(what, slot * PER_SLOT);
  Atomics.store(state, FULL + slot, 1);
  Atomics.notify(state, FULL + slot);
}

/** Waits until a slot is full. @returns what it holds, until it is emptied; null: it was not filled in so many ms */
export function awaitFull({ state, told }: Ring, slot: number, patience: number): Told | null {
  const isFull = Atomics.load(state, FULL + slot) === 1;
  if (!isFull && Atomics.wait(state, FULL + slot, 0, patience) === 'timed-out') return null;
  return [...told.subarray(slot * PER_SLOT, (slot + 1) * PER_SLOT)] as Told;
}

export function empty({ state }: Ring, slot: number): void {
  Atomics.store(state, FULL + slot, 0);
  Atomics.notify(state, FULL + slot);
}
