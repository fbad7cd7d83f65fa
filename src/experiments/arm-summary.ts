import { medianInterval } from '../stats/median-interval.ts';
import { median, quantile } from '../stats/quantile.ts';
import { wilson95 } from '../stats/wilson.ts';
import type { Sample } from './contract.ts';
import type { Measure } from './measures.ts';

/** One arm in numbers; those of an empty arm are null. */
export interface ArmSummary {
  sessions: number;
  /** Known values of the metric. */
  n: number;
  median: number | null;
  /** 95 %, from order statistics; of a rate Wilson's. */
  interval: [number, number] | null;
  q25: number | null;
  q75: number | null;
  least: number | null;
  most: number | null;
  /** Of a rate: the share; else for bookkeeping, no verdict rests on it. */
  mean: number | null;
  /** Days on which its sessions began. */
  days: number;
}

export function summariseArm(sessions: number, samples: readonly Sample[], { scale }: Measure): ArmSummary {
  const values = samples.map(({ value }) => value);
  const n = values.length;
  const days = new Set(samples.map(({ at }) => at.slice(0, 10))).size;
  if (n === 0)
    return {
      sessions,
      n,
      median: null,
      interval: null,
      q25: null,
      q75: null,
      least: null,
      most: null,
      mean: null,
      days,
    };
  const total = values.reduce((a, b) => a + b, 0);
  return {
    sessions,
    n,
    median: scale === 'share' ? null : median(values),
    interval: scale === 'share' ? wilson95(total, n) : medianInterval(values),
    q25: quantile(values, 0.25),
    q75: quantile(values, 0.75),
    least: values.reduce((a, b) => Math.min(a, b)),
    most: values.reduce((a, b) => Math.max(a, b)),
    mean: total / n,
    days,
  };
}
