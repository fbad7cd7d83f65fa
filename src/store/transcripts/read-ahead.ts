import { join } from 'node:path';
import { startThread } from '../process/threads.ts';
import { capYoungGeneration } from '../process/young-generation.ts';
import type { Block } from './blocks.ts';
import { awaitFull, END, empty, hasBegun, LINES, makeRing, next, type Ring, viewsOf, want } from './ring.ts';
import { groupsOf, type LineGroup, type ReadLines, skimLines } from './skim-lines.ts';
import { canSkim, type Keep, type Skimmed } from './skimmer.ts';

/** A file whose lines will be asked for, and what is to be kept of them. */
export interface FileAhead {
  path: string;
  keep: Keep;
}

export interface Ahead {
  lines: ReadLines;
  /** Whether the thread reads by now. */
  hasBegun(): boolean;
  /** To be called when no more lines are wanted. */
  end(): void;
}

/** A slot that is not filled for so long will not be: the thread is gone, or the disk hangs. */
const PATIENCE_MS = 10_000;

/**
 * Has another thread read and shorten the lines of files before they are asked for.
 * Files may be left out, or left before their end; what was not announced is read here, and all of it where threads or
 * WebAssembly are not to be had.
 *
 * @param dist folder of the built program
 * @param files in the order in which they will be asked for
 * @param patience ms to wait for lines before they are read here
 * @returns `lines` has the same result as `skimLines`
 */
export function readAhead(dist: string, files: readonly FileAhead[], patience = PATIENCE_MS): Ahead {
  const keeps = [...new Set(files.map(({ keep }) => keep))];
  const jobs = files.map(({ path, keep }) => ({ path, keep: keeps.indexOf(keep) }));
  const ring = canSkim() ? makeRing(jobs, keeps) : null;
  const end = ring && startThread(join(dist, 'skim-thread.mjs'), ring);
  if (!ring || !end) return { lines: skimLines, hasBegun: () => false, end: () => {} };
  const reading: Reading = { ring, views: viewsOf(ring), job: 0, slot: 0, patience, open: false };
  return { lines: (path, keep) => linesFrom(reading, path, keep), hasBegun: () => hasBegun(ring), end };
}

interface Reading {
  ring: Ring;
  views: Skimmed[][];
  /** The next job that may be asked for; beyond the last: none comes any more. */
  job: number;
  /** The next slot to look at. */
  slot: number;
  patience: number;
  /** A file is being read: of another one meanwhile the lines come as they are. */
  open: boolean;
}

function linesFrom(reading: Reading, path: string, keep: Keep): Iterable<LineGroup> {
  const { jobs, keeps } = reading.ring;
  let { job } = reading;
  while (job < jobs.length && (jobs[job]!.path !== path || keeps[jobs[job]!.keep] !== keep)) job++;
  if (job >= jobs.length) return skimLines(path, keep);
  if (hasBegun(reading.ring)) return groupsOf(path, blocksFrom(reading, job));
  // While the thread starts, lines are read here.
  leave(reading, job);
  return skimLines(path, keep);
}

/** A job that is done, or not wanted from the thread: it goes on with the next. */
function leave(reading: Reading, job: number): void {
  reading.job = job + 1;
  want(reading.ring, job + 1);
}

function* blocksFrom(reading: Reading, job: number): Generator<Block> {
  if (reading.open) {
    yield { from: 0, to: Number.POSITIVE_INFINITY };
    return;
  }
  const { ring, views, patience } = reading;
  reading.open = true;
  want(ring, job);
  let last = job;
  /** Where the next block of this file begins: others that still come are of files that were left. */
  let at = 0;
  try {
    for (let told = awaitFull(ring, reading.slot, patience); told; told = awaitFull(ring, reading.slot, patience)) {
      capYoungGeneration();
      const { slot } = reading;
      const [of, what, a, b] = told;
      try {
        if (of === job && what === END) return;
        if (of === job && what === LINES) yield { skimmed: views[slot]![ring.jobs[job]!.keep]!, count: a, end: b };
        else if (of === job) yield { from: a, to: b };
        if (of === job) at = b;
      } finally {
        empty(ring, slot);
        reading.slot = next(slot);
      }
    }
    // Nothing more is awaited.
    last = ring.jobs.length;
    yield { from: at, to: Number.POSITIVE_INFINITY };
  } finally {
    reading.open = false;
    leave(reading, last);
  }
}
