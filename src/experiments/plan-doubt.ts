import type { Precedence } from './precedence.ts';

/** Why the plan was not first, or what keeps git from telling. */
export interface Doubt {
  state: 'not pre-registered' | 'unknown';
  why: string;
}

/** One beginning of the treatment, and what it is to the plan. */
export interface Placed extends Precedence {
  /** Null: not known which. */
  commit: string | null;
  /** ISO 8601, for people. */
  time: string | null;
}

/**
 * What keeps the plan from having been first, in words; null: nothing does.
 *
 * @param written when the plan was committed by the committer's clock, ISO 8601: told where git itself does not tell
 */
export function doubtOf(
  placed: readonly Placed[],
  by: 'change' | 'session',
  shallow: boolean,
  written: string,
): Doubt | null {
  const one = (wanted: Precedence['order']) => placed.find(({ order }) => order === wanted);
  const short = ({ commit }: Placed): string => commit?.slice(0, 10) ?? '?';
  const isChange = by === 'change';
  const later = one('plan later');
  if (later)
    return {
      state: 'not pre-registered',
      why: `its file was committed after the treatment had begun (${short(later)})`,
    };
  if (one('unknown')) {
    const gone = isChange ? 'the commit that begins the treatment' : 'where a session of the treatment began';
    return {
      state: 'unknown',
      why: shallow ? 'a shallow clone does not tell (git fetch --unshallow)' : `${gone} is not known in this clone`,
    };
  }
  const apart = one('apart');
  if (apart) {
    const what = isChange ? 'the change lies' : 'a session of the treatment ran';
    const first = apart.time === null || written < apart.time ? 'the file' : isChange ? 'the change' : 'the session';
    return {
      state: 'unknown',
      why: `${what} on a line of the history that lacks its file (${short(apart)}), so git does not tell which came first; by the clocks ${first}`,
    };
  }
  // A squash takes the plan and the change into one commit: those that it was made of tell, where they are known.
  const together = one('together');
  return together && !one('plan first')
    ? {
        state: 'unknown',
        why: `its file and the change came in one commit (${short(together)}); where that is a squash, the commits that it was made of are not known in this clone`,
      }
    : null;
}
