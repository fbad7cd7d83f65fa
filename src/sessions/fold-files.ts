import type { Digest, DigestFile } from './digest.ts';
import type { HeldResult } from './fold-state.ts';
import type { Turn } from './timeline.ts';

interface Places {
  /** Path relative to the repository, or null for one outside. */
  inside(path: string): string | null;
}

/** Files that the calls of these turns touched, most touched first, and how often files outside the repository were. */
export function foldFiles(
  turns: readonly Turn[],
  results: ReadonlyMap<string, HeldResult>,
  { inside }: Places,
): { files: DigestFile[]; outside: Digest['outside'] } {
  const files = new Map<string, DigestFile>();
  const outside = { reads: 0, edits: 0 };
  /** Read, and not edited since. */
  const fresh = new Set<string>();
  for (const { calls, number } of turns) {
    for (const call of calls) {
      const result = results.get(call.id);
      if (result?.error === true || result?.rejected === true) continue;
      for (const { path, as } of [...(call.files ?? []), ...(result?.files ?? [])]) {
        // Without a result nobody knows whether the edit was made.
        if (as === 'edit' && !result) continue;
        const own = inside(path);
        if (own === null) {
          outside[as === 'read' ? 'reads' : 'edits']++;
          continue;
        }
        const file = files.get(own) ?? { path: own, reads: 0, edits: 0, rereads: 0, turns: [], fan_out: 0 };
        files.set(own, file);
        if (as === 'read') {
          file.reads++;
          if (fresh.has(own)) file.rereads++;
          fresh.add(own);
        } else {
          file.edits++;
          fresh.delete(own);
        }
        if (file.turns.at(-1) !== number) {
          file.turns.push(number);
          file.fan_out += calls.length;
        }
      }
    }
  }
  const touched = (file: DigestFile): number => file.reads + file.edits;
  return {
    files: [...files.values()].sort(
      (a, b) => b.edits - a.edits || touched(b) - touched(a) || (a.path < b.path ? -1 : 1),
    ),
    outside,
  };
}
