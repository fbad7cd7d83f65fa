import { changedMix } from '../metrics/optimizer/mix.ts';
import type { Trial } from './contract.ts';

type Fact = (trial: Trial) => string | null;

const FACTS: Readonly<Record<string, Fact>> = {
  model: ({ model }) => model,
  'harness version': ({ version }) => version,
};
const PRICE: Fact = ({ price }) => price;

const countsOf = (trials: readonly Trial[], fact: Fact): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const trial of trials) {
    const value = fact(trial);
    if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return counts;
};

/**
 * What else changed between the arms, in words; a price table only where the metric is money.
 *
 * @param varies what the experiment itself changes
 */
export function confounders(
  control: readonly Trial[],
  treatment: readonly Trial[],
  metric: string,
  varies: readonly string[],
): string[] {
  const facts = Object.entries(metric.startsWith('cost') ? { ...FACTS, 'price table': PRICE } : FACTS);
  return facts
    .filter(([name]) => !varies.includes(name))
    .map(([name, fact]) => changedMix(countsOf(control, fact), countsOf(treatment, fact), name))
    .filter((changed) => changed !== null);
}
