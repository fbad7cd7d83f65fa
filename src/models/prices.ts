import { join } from 'node:path';
import type { Ctx } from '../lib/context.ts';
import type { PriceOverride } from '../store/config.ts';
import { readJson } from '../store/files.ts';
import type { ModelTokens } from './tokens.ts';

/** Nano-dollars per token: input, output, cache read, cache write, cache write kept for an hour. Null: as the plainer kind. */
type Rates = [number, number, number | null, number | null, number | null];
/** From which day; the rates; the rates of requests whose context is above a size. */
type Band = [from: string, rates: Rates, tiers?: Array<[above: number, rates: Rates]>];

/** `dist/prices.json`, written by `scripts/prices.mjs`. Keys: `~` begins with, `=` is (a date may follow). */
export interface PriceTable {
  date: string;
  models: Record<string, number>;
  bands: Band[][];
}

export interface Cost {
  cost_usd: number | null;
  /** `reported`, `config`, `table:<date>`, `unpriced`; null where no model was called. */
  price: string | null;
}

/** The table that the build wrote beside the program. Null if it is missing. */
export const readPrices = (ctx: Pick<Ctx, 'dist'>): PriceTable | null =>
  readJson<PriceTable>(join(ctx.dist, 'prices.json'));

/** A maker's own name for a model, from a reseller's: `us.anthropic.claude-x-20250929-v1:0` and `claude-x@20250929` alike. */
export function normaliseModel(id: string): string {
  return id
    .toLowerCase()
    .replace(/^.*\//, '')
    .replace(/\[1m\]$/, '')
    .replace(/^(us|eu|apac|jp|au|global)\./, '')
    .replace(/^(anthropic|openai|google|mistral|deepseek|moonshotai|minimax|cohere)\./, '')
    .replace(/-v\d+(:\d+)?$/, '')
    .replace('@', '-');
}

const DATED = /^(-?20\d{6}|-20\d\d-\d\d-\d\d|-latest|-default)?$/;
/** `-5` after `claude-sonnet-5` is another version, `-20270101` is a release of the same. */
const OTHER_VERSION = /^[-.]?\d{1,2}(?!\d)/;

/** The bands of the longest key that fits, or null: a model of another version is never priced by its predecessor. */
function findBands(table: PriceTable, model: string): Band[] | null {
  const name = normaliseModel(model);
  for (let length = name.length; length > 2; length--) {
    const [head, rest] = [name.slice(0, length), name.slice(length)];
    const exact = DATED.test(rest) ? table.models[`=${head}`] : undefined;
    const open = OTHER_VERSION.test(rest) ? undefined : table.models[`~${head}`];
    const at = exact ?? open;
    if (at !== undefined) return table.bands[at] ?? null;
  }
  return null;
}

function sum(tokens: Omit<ModelTokens, 'long'>, [input, output, read, write, writeHour]: Rates): number {
  const shortWrites = tokens.cache_write - tokens.cache_write_1h;
  return (
    tokens.input * input +
    tokens.output * output +
    tokens.cache_read * (read ?? input) +
    shortWrites * (write ?? input) +
    tokens.cache_write_1h * (writeHour ?? write ?? input)
  );
}

const KINDS = ['input', 'output', 'reasoning', 'cache_read', 'cache_write', 'cache_write_1h'] as const;

/**
 * What one model's tokens cost, in nano-dollars (an integer); null if the table does not know the model.
 *
 * @param day `yyyy-mm-dd…` of the calls; prices that began later do not count
 */
export function priceTokens(table: PriceTable, model: string, tokens: ModelTokens, day: string): number | null {
  const bands = findBands(table, model);
  const band = bands?.findLast(([from]) => from <= day.slice(0, 10)) ?? bands?.[0];
  if (!band) return null;
  const [, rates, tiers] = band;
  // The reader tells which tokens came from requests above 200,000 tokens of context; no finer line can be drawn.
  const dear = tiers?.findLast(([above]) => above <= LONG_CONTEXT);
  const { long } = tokens;
  if (!long || !dear) return Math.round(sum(tokens, rates));
  const short = { ...tokens };
  for (const kind of KINDS) short[kind] -= long[kind];
  return Math.round(sum(short, rates) + sum(long, dear[1]));
}

/** Context (input with cached tokens) above which makers charge more; readers keep such replies apart. */
export const LONG_CONTEXT = 200_000;

/** The config's own price of a model (dollars per million tokens) as rates. */
function overridden(overrides: Readonly<Record<string, PriceOverride>>, model: string): Rates | null {
  const key = [model, normaliseModel(model)].find((name) => Object.hasOwn(overrides, name));
  if (key === undefined) return null;
  const own = overrides[key]!;
  const nano = (dollars: number | undefined): number | null => (dollars === undefined ? null : dollars * 1000);
  return [own.input * 1000, own.output * 1000, nano(own.cache_read), nano(own.cache_write), nano(own.cache_write_1h)];
}

/**
 * The cost of a run. What the harness reports wins, then the config's prices, then the table; all models or none.
 *
 * @param day of the run, `yyyy-mm-dd…`
 * @param reported dollars that the harness itself wrote down, or null
 */
export function priceRun(
  models: Readonly<Record<string, ModelTokens>>,
  day: string,
  table: PriceTable | null,
  {
    overrides = {},
    reported = null,
  }: { overrides?: Readonly<Record<string, PriceOverride>>; reported?: number | null } = {},
): Cost {
  if (reported !== null) return { cost_usd: reported, price: 'reported' };
  const names = Object.keys(models);
  if (names.length === 0) return { cost_usd: null, price: null };
  let total = 0;
  let price = 'config';
  for (const name of names) {
    const own = overridden(overrides, name);
    if (!own && table) price = `table:${table.date}`;
    const nanos = own ? Math.round(sum(models[name]!, own)) : table && priceTokens(table, name, models[name]!, day);
    if (nanos === null) return { cost_usd: null, price: 'unpriced' };
    total += nanos;
  }
  return { cost_usd: total / 1e9, price };
}
