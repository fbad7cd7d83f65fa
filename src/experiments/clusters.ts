import { intraclass } from '../stats/intraclass.ts';
import type { Sample } from './contract.ts';
import type { Measure } from './measures.ts';

/** How alike sessions of one day are: then they tell less than as many independent ones. */
export interface Clusters {
  /** Days, over both arms. */
  n: number;
  /** Share of the scatter that lies between days, 0 to 1; null where each has a day of its own. */
  intraclass: number | null;
  /** Chance of so much likeness, if days did not matter. */
  p: number | null;
  /** What the arms are worth if days matter (p below .05), else their sizes. */
  effective: [control: number, treatment: number];
}

const MATTERS = 0.05;

/** Sessions grouped by arm and day. Values grow by factors, so their logarithms are compared. */
export function clustersOf(
  control: readonly Sample[],
  treatment: readonly Sample[],
  scale: Measure['scale'],
): Clusters {
  const logs = scale !== 'share' && [...control, ...treatment].every(({ value }) => value > 0);
  const centred = (samples: readonly Sample[]): { day: string; value: number }[] => {
    const values = samples.map(({ at, value }) => ({ day: at.slice(0, 10), value: logs ? Math.log(value) : value }));
    const mean = values.reduce((sum, { value }) => sum + value, 0) / Math.max(1, values.length);
    return values.map(({ day, value }) => ({ day, value: value - mean }));
  };
  const arms = [centred(control), centred(treatment)];
  const groups = arms.flatMap((arm) => {
    const byDay = new Map<string, number[]>();
    for (const { day, value } of arm) byDay.set(day, [...(byDay.get(day) ?? []), value]);
    return [...byDay.values()];
  });
  const likeness = intraclass(groups);
  const matters = likeness !== null && likeness.p < MATTERS && likeness.value > 0;
  const worth = (samples: readonly Sample[]): number => {
    if (!matters) return samples.length;
    const days = new Map<string, number>();
    for (const { at } of samples) days.set(at.slice(0, 10), (days.get(at.slice(0, 10)) ?? 0) + 1);
    const squares = [...days.values()].reduce((sum, size) => sum + size * size, 0);
    // Kish's design effect for clusters of unequal sizes.
    return samples.length / (1 + likeness.value * (squares / samples.length - 1));
  };
  return {
    n: new Set([...control, ...treatment].map(({ at }) => at.slice(0, 10))).size,
    intraclass: likeness?.value ?? null,
    p: likeness?.p ?? null,
    effective: [worth(control), worth(treatment)],
  };
}
