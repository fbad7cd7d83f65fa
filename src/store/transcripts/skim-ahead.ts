import { blocksOf } from './blocks.ts';
import { awaitFree, begin, END, fill, isWanted, LINES, next, REST, type Ring, type Told } from './ring.ts';
import { makeSkimmer, type Skimmer } from './skimmer.ts';

/** Fills the slots of a ring, in the order of its jobs: the work of a thread of its own. */
export function skimAhead(ring: Ring): void {
  const skimmers = ring.memories.map((slot) => slot.map((memory, keep) => makeSkimmer(ring.keeps[keep]!, memory)!));
  let slot = 0;
  const tell = (...told: Told): void => {
    awaitFree(ring, slot);
    fill(ring, slot, told);
    slot = next(slot);
  };
  begin(ring);
  for (const [job, { path, keep }] of ring.jobs.entries()) {
    if (!isWanted(ring, job)) continue;
    const skimmer = (): Skimmer => {
      awaitFree(ring, slot);
      return skimmers[slot]![keep]!;
    };
    let end = 0;
    try {
      for (const block of blocksOf(path, skimmer)) {
        if (!isWanted(ring, job)) break;
        if ('count' in block) tell(job, LINES, block.count, block.end);
        else tell(job, REST, block.from, block.to);
        end = 'count' in block ? block.end : block.to;
      }
    } catch {
      // The other thread will meet the same, and say so.
      tell(job, REST, end, Number.MAX_SAFE_INTEGER);
    }
    tell(job, END, 0, 0);
  }
}
