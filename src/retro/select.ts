import type { Place, RetroBet } from './bet.ts';

const MOST = { top: 1, investigate: 2, quick: 2, weak: 2 } as const;

/**
 * Marks what a report shows: the best sure one, two to look into, two quick ones; of one subject only the best
 * in each kind. Where nothing of that is there, the best weak ones: said to be weak they are of more use than no word.
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
      const key = `${bet.category} ${bet.subject}`;
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
  return ranked.map((bet) => ({ ...bet, place: chosen.get(bet) ?? null }));
}
