import { LAST_LINE } from '../../harnesses/lines-read.ts';
import type { Digest, DigestFile } from '../digests/digest.ts';
import type { Turn } from '../timeline.ts';
import { copyOf } from './safe-text.ts';
import type { HeldResult } from './state.ts';

interface Places {
  /** Path relative to the repository, or null for one outside. */
  inside(path: string): string | null;
}

/** First and last line of what was read. */
type Part = readonly [from: number, to: number];
const WHOLE: Part = [0, LAST_LINE];

/** Whether a read brings mostly what one of the earlier ones brought. */
const isAgain = (part: Part, earlier: readonly Part[]): boolean =>
  earlier.some(([from, to]) => {
    const common = Math.min(part[1], to) - Math.max(part[0], from);
    return common > 0 && common >= (part[1] - part[0]) / 2;
  });

/** Files that the calls of these turns touched, most touched first, and how often files outside the repository were. */
export function foldFiles(
  turns: readonly Turn[],
  results: ReadonlyMap<string, HeldResult>,
  { inside }: Places,
): { files: DigestFile[]; outside: Digest['outside'] } {
  const files = new Map<string, DigestFile>();
  const outside = { reads: 0, edits: 0 };
  /** Parts that were read, and not edited since. */
  const fresh = new Map<string, Part[]>();
  for (const { calls, number } of turns) {
    for (const call of calls) {
      const result = results.get(call.id);
      if (result?.error === true || result?.rejected === true) continue;
      for (const { path, as, lines = WHOLE } of [...(call.files ?? []), ...(result?.files ?? [])]) {
        // Without a result nobody knows whether the edit was made.
        if (as === 'edit' && !result) continue;
        const own = inside(path);
        if (own === null) {
          outside[as === 'read' ? 'reads' : 'edits']++;
          continue;
        }
        const file = files.get(own) ?? { path: copyOf(own), reads: 0, edits: 0, rereads: 0, turns: [], fan_out: 0 };
        files.set(own, file);
        if (as === 'read') {
          file.reads++;
          const parts = fresh.get(own) ?? [];
          if (isAgain(lines, parts)) file.rereads++;
          else parts.push(lines);
          fresh.set(own, parts);
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
