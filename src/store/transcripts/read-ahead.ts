import { join } from 'node:path';
import { startThread } from '../process/threads.ts';
import type { Block } from './blocks.ts';
import { END, FULL, LINES, makeRing, PER_SLOT, type Ring, SLOTS, viewsOf, WANTED } from './ring.ts';
import { groupsOf, type LineGroup, type ReadLines, skimLines } from './skim-lines.ts';
import { canSkim, type Keep, type Skimmed } from './skimmer.ts';

/** A file whose lines will be asked for, and what is to be kept of them. */
export interface FileAhead {
  path: string;
  keep: Keep;
}

/** A slot that is not filled for so long will not be: the thread is gone, or the disk hangs. */
const PATIENCE_MS = 10_000;

/**
 * Has another thread read and shorten the lines of files before they are asked for: half of what a first reading costs.
 * Files may be left out, or left before their end; what was not announced is read here, and all of it where threads or
 * WebAssembly are not to be had.
 *
 * @param dist folder of the built program
 * @param files in the order in which they will be asked for
 * @param patience ms to wait for lines before they are read here
 * @returns what reads lines, with the same result as `skimLines`; and to be called at the end
 */
export function readAhead(
  dist: string,
  files: readonly FileAhead[],
  patience = PATIENCE_MS,
): { lines: ReadLines; end(): void } {
  const keeps = [...new Set(files.map(({ keep }) => keep))];
  const jobs = files.map(({ path, keep }) => ({ path, keep: keeps.indexOf(keep) }));
  const ring = canSkim() ? makeRing(jobs, keeps) : null;
  const end = ring && startThread(join(dist, 'skim-thread.mjs'), ring);
  if (!ring || !end) return { lines: skimLines, end: () => {} };
  const reading: Reading = { ring, views: viewsOf(ring), job: 0, turn: 0, patience };
  return { lines: (path, keep) => linesFrom(reading, path, keep), end };
}

interface Reading {
  ring: Ring;
  views: Skimmed[][];
  /** The next job that may be asked for; beyond the last: none comes any more. */
  job: number;
  /** The next slot. */
  turn: number;
  patience: number;
}

function linesFrom(reading: Reading, path: string, keep: Keep): Iterable<LineGroup> {
  const { jobs, keeps } = reading.ring;
  let { job } = reading;
  while (job < jobs.length && (jobs[job]!.path !== path || keeps[jobs[job]!.keep] !== keep)) job++;
  return job === jobs.length ? skimLines(path, keep) : groupsOf(path, blocksFrom(reading, job));
}

function* blocksFrom(reading: Reading, job: number): Generator<Block> {
  const { ring, views } = reading;
  const { state } = ring;
  reading.job = job + 1;
  let end = 0;
  try {
    Atomics.store(state, WANTED, job);
    while (true) {
      const slot = reading.turn;
      const isFull = Atomics.load(state, FULL + slot) === 1;
      if (!isFull && Atomics.wait(state, FULL + slot, 0, reading.patience) === 'timed-out') {
        reading.job = ring.jobs.length;
        yield { from: end, to: Number.POSITIVE_INFINITY };
        return;
      }
      const [of, what, a, b] = ring.told.slice(slot * PER_SLOT, (slot + 1) * PER_SLOT) as unknown as Told;
      try {
        if (of === job && what === END) return;
        if (of === job && what === LINES) yield { skimmed: views[slot]![ring.jobs[job]!.keep]!, count: a, end: b };
        else if (of === job) yield { from: a, to: b };
        end = b;
      } finally {
        reading.turn = (slot + 1) % SLOTS;
        Atomics.store(state, FULL + slot, 0);
        Atomics.notify(state, FULL + slot);
      }
    }
  } finally {
    Atomics.store(state, WANTED, job + 1);
  }
}

type Told = [of: number, what: number, a: number, b: number];
