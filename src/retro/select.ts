import type { Held, Place, RetroBet } from './bet.ts';

const MOST = { top: 1, investigate: 2, quick: 2, weak: 2 } as const;

const keyOf = ({ category, subject }: RetroBet): string => `${category} ${subject}`;

/**
 * Marks what a report shows: the best sure one, two to look into, two quick ones; of one subject only the best
 * in each kind. Where nothing of that is there, the best weak ones: said to be weak they are of more use than no word.
 * The rest is marked with why it is held back.
 *
 * @param ranked best first
 */
export function selectBets(ranked: readonly RetroBet[]): RetroBet[] {
  const chosen = new Map<RetroBet, Place>();
  const subjects = new Set<string>();
  const take = (place: Exclude<Place, null>, fits: (bet: RetroBet) => boolean): void => {
    let left: number = MOST[place];
    for (const bet of ranked) {
      if (left === 0) return;
      const key = keyOf(bet);
      if (chosen.has(bet) || subjects.has(key) || !fits(bet)) continue;
      chosen.set(bet, place);
      subjects.add(key);
      left--;
    }
  };
  take('top', ({ confidence }) => confidence === 'high');
  take('investigate', ({ category, confidence }) => category === 'investigate' && confidence !== 'low');
  take('quick', ({ category }) => category === 'quick');
  if (chosen.size === 0) take('weak', () => true);
  const heldOf = (bet: RetroBet): Held => {
    if (chosen.has(bet)) return null;
    if (subjects.has(keyOf(bet))) return 'same subject';
    return bet.confidence === 'low' && bet.category === 'investigate' ? 'weak' : 'outranked';
  };
  return ranked.map((bet) => ({ ...bet, place: chosen.get(bet) ?? null, held: heldOf(bet) }));
}
