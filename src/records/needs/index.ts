import type { Need } from '../contract.ts';
import type { Judged, NeedPart, Surroundings } from '../need.ts';
import { filled } from './filled.ts';
import { linked } from './linked.ts';

/** What a kind may ask for, by the first key of the need. */
const PARTS: Readonly<Record<string, NeedPart>> = { filled, linked };

const partOf = (need: Need): NeedPart | undefined => PARTS[Object.keys(need)[0] ?? ''];

/** Whether a part judges this need, and knows all its keys. */
export const isNeed = (need: Need): boolean => {
  const part = partOf(need);
  return (
    part !== undefined &&
    Object.keys(need)
      .slice(1)
      .every((key) => key === 'says' || part.keys.includes(key))
  );
};

/** The needs that do not hold. */
export const missing = (needs: readonly Need[], around: Surroundings): Judged[] =>
  needs.map((need) => partOf(need)!.judge(need, around)).filter(({ ok }) => !ok);
