import { blocksOf } from './blocks.ts';
import { END, FULL, LINES, PER_SLOT, REST, type Ring, SLOTS, WANTED } from './ring.ts';
import { makeSkimmer, type Skimmer } from './skimmer.ts';

/** Fills the slots of a ring, in the order of its jobs: the work of a thread of its own. */
export function skimAhead({ jobs, keeps, memories, state, told }: Ring): void {
  const skimmers = memories.map((slot) => slot.map((memory, keep) => makeSkimmer(keeps[keep]!, memory)!));
  let turn = 0;
  const awaitSlot = (): void => {
    while (Atomics.load(state, FULL + turn) === 1) Atomics.wait(state, FULL + turn, 1);
  };
  const fill = (job: number, what: number, a = 0, b = 0): void => {
    awaitSlot();
    told.set([job, what, a, b], turn * PER_SLOT);
    Atomics.store(state, FULL + turn, 1);
    Atomics.notify(state, FULL + turn);
    turn = (turn + 1) % SLOTS;
  };
  for (const [job, { path, keep }] of jobs.entries()) {
    const next = (): Skimmer => {
      awaitSlot();
      return skimmers[turn]![keep]!;
    };
    let end = 0;
    try {
      for (const block of blocksOf(path, next)) {
        if (Atomics.load(state, WANTED) > job) break;
        if ('count' in block) fill(job, LINES, block.count, block.end);
        else fill(job, REST, block.from, block.to);
        if ('count' in block) end = block.end;
      }
    } catch {
      // The other thread will meet the same, and say so.
      fill(job, REST, end, Number.MAX_SAFE_INTEGER);
    }
    fill(job, END);
  }
}
