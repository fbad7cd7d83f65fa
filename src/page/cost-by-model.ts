import type { Digest } from '../sessions/digests/digest.ts';
import { isCopiedRun } from '../sessions/family-totals.ts';
import { type Span, spansOf } from './spans-of-time.ts';

/** Models that get a colour of their own; the others share one. */
const SHOWN = 6;
export const OTHERS = 'others';

/** Dollars by span and model. */
export interface CostByModel {
  kind: 'day' | 'week' | 'month';
  spans: readonly Span[];
  /** The dearest first; the last may be `OTHERS`. */
  models: readonly string[];
  /** For each span, dollars of each model in the order of `models`. */
  values: readonly number[][];
  /** Runs that are missing: their time or price is unknown. A copy that used nothing is none. */
  missing: number;
}

/** Adds up in whole nano-dollars, so that the order of sessions changes no byte. Null where no cost is known. */
export function costByModel(digests: readonly Digest[]): CostByModel | null {
  const parts = digests.flatMap(({ started, models }) =>
    started === null
      ? []
      : models.flatMap(({ model, cost_usd }) =>
          cost_usd === null
            ? []
            : [{ day: started.slice(0, 10), model: model ?? '(unknown)', nanos: Math.round(cost_usd * 1e9) }],
        ),
  );
  if (parts.length === 0) return null;
  const totals = new Map<string, number>();
  for (const { model, nanos } of parts) totals.set(model, (totals.get(model) ?? 0) + nanos);
  const ranked = [...totals].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([model]) => model);
  const models = ranked.length > SHOWN ? [...ranked.slice(0, SHOWN - 1), OTHERS] : ranked;
  const { kind, spans, of } = spansOf(parts.map(({ day }) => day));
  const nanos = spans.map(() => models.map(() => 0));
  for (const part of parts) {
    const column = models.indexOf(part.model);
    nanos[of(part.day)]![column < 0 ? models.length - 1 : column]! += part.nanos;
  }
  const priced = (digest: Digest): boolean =>
    digest.started !== null && digest.models.some(({ cost_usd }) => cost_usd !== null);
  return {
    kind,
    spans,
    models,
    values: nanos.map((row) => row.map((value) => value / 1e9)),
    missing: digests.filter((digest) => !priced(digest) && !isCopiedRun(digest)).length,
  };
}
