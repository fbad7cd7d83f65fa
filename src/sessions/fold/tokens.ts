import type { UsageTokens } from '../../harnesses/session-event.ts';
import { LONG_CONTEXT, type PriceTable, priceRun } from '../../models/prices.ts';
import type { ModelTokens } from '../../models/tokens.ts';
import type { PriceOverride } from '../../store/config.ts';
import type { DigestModel } from '../digests/digest.ts';
import { copyOf, safeName } from './safe-text.ts';
import type { HeldUsage } from './state.ts';
import { addTokens, unknownTokens } from './token-classes.ts';

export interface Pricing {
  prices: PriceTable | null;
  overrides: Readonly<Record<string, PriceOverride>>;
  /** `yyyy-mm-dd…` of the session. */
  day: string;
}

/** What one model used, split by whether the harness wrote down what it cost. */
export interface ModelSum {
  model: string | null;
  tokens: UsageTokens;
  /** The same with 0 for unknown, and requests with a long context apart. */
  known: ModelTokens;
  /** The part of `known` that the table is to price; null: none. */
  unreported: ModelTokens | null;
  /** Nano-dollars that the harness wrote down; null: none. */
  reported: number | null;
}

const noTokens = (): Omit<ModelTokens, 'long'> => ({
  input: 0,
  output: 0,
  reasoning: 0,
  cache_read: 0,
  cache_write: 0,
  cache_write_1h: 0,
});

function addKnown(to: Omit<ModelTokens, 'long'>, tokens: UsageTokens): void {
  to.input += tokens.input ?? 0;
  to.output += tokens.output ?? 0;
  to.reasoning += tokens.reasoning ?? 0;
  to.cache_read += tokens.cache_read ?? 0;
  to.cache_write += tokens.cache_write ?? 0;
  to.cache_write_1h += Math.min(tokens.cache_write_1h ?? 0, tokens.cache_write ?? 0);
}

function addModel(to: ModelTokens, tokens: UsageTokens, long: boolean): void {
  addKnown(to, tokens);
  if (!long) return;
  to.long ??= noTokens();
  addKnown(to.long, tokens);
}

/** Tokens in the context of a request. */
export const contextOf = ({ input, cache_read, cache_write }: UsageTokens): number =>
  (input ?? 0) + (cache_read ?? 0) + (cache_write ?? 0);

/**
 * Sums by model, in the order of their names.
 *
 * @param isReply whether a charge is one request, whose size is its context; a stretch of several has none
 */
export function sumModels(usages: Iterable<HeldUsage>, isReply: (id: string) => boolean): ModelSum[] {
  const sums = new Map<string | null, ModelSum>();
  for (const { id, model, tokens, cost_usd, request } of usages) {
    const own = sums.get(model) ?? {
      model,
      tokens: unknownTokens(),
      known: noTokens(),
      unreported: null,
      reported: null,
    };
    sums.set(model, own);
    addTokens(own.tokens, tokens);
    const long = (request || isReply(id)) && contextOf(tokens) > LONG_CONTEXT;
    addModel(own.known, tokens, long);
    if (cost_usd !== null) own.reported = (own.reported ?? 0) + Math.round(cost_usd * 1e9);
    else {
      own.unreported ??= noTokens();
      addModel(own.unreported, tokens, long);
    }
  }
  return [...sums.values()].sort((a, b) => ((a.model ?? '') < (b.model ?? '') ? -1 : 1));
}

/** The models of a digest, each with its cost: what the harness reported, else the config's or the table's price. */
export function priceModels(sums: readonly ModelSum[], { prices, overrides, day }: Pricing): DigestModel[] {
  return sums.map(({ model, tokens, unreported, reported }) => {
    const own = { model: model === null ? null : copyOf(safeName(model)), tokens };
    if (!unreported) return { ...own, cost_usd: (reported ?? 0) / 1e9, price: 'reported' };
    const cost = model === null ? null : priceRun({ [model]: unreported }, day, prices, { overrides });
    if (!cost || cost.cost_usd === null) return { ...own, cost_usd: null, price: 'unpriced' };
    return { ...own, cost_usd: (Math.round(cost.cost_usd * 1e9) + (reported ?? 0)) / 1e9, price: cost.price! };
  });
}
