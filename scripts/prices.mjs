// Extracts a compact price table from @pydantic/genai-prices: the package is 480 KB and takes 80 ms to load, hooks have 10.
import { readFileSync, writeFileSync } from 'node:fs';
import { findProvider } from '@pydantic/genai-prices';

/** Release days of the package: its files hold no date. A new version must be entered here, so that records name their table. */
const RELEASED = { '0.1.8': '2026-09-23' };
/** Makers only: resellers' identifiers are normalised to theirs (`src/models/prices.ts`). First come, first served. */
const MAKERS = ['anthropic', 'openai', 'google', 'x-ai', 'deepseek', 'mistral', 'moonshotai', 'minimax', 'cohere'];
const KINDS = ['input_mtok', 'output_mtok', 'cache_read_mtok', 'cache_write_mtok', 'cache_write_1h_mtok'];

/** Dollars per million tokens to nano-dollars per token, without the noise of binary fractions. */
const nano = (dollars) => (dollars === undefined ? null : Number((dollars * 1000).toPrecision(12)));

const rates = (prices, start) =>
  KINDS.map((kind) => {
    const price = prices[kind];
    if (typeof price !== 'object') return nano(price);
    const reached = price.tiers.filter((tier) => start !== null && tier.start <= start);
    return nano(reached.length > 0 ? reached[reached.length - 1].price : price.base);
  });

/** `[from, base rates, [[context above which, rates]…]]`. Prices by time of day are left at their general rate. */
function band({ constraint, prices }) {
  const starts = new Set(KINDS.flatMap((kind) => prices[kind]?.tiers?.map((tier) => tier.start) ?? []));
  const tiers = [...starts].sort((a, b) => a - b).map((start) => [start, rates(prices, start)]);
  return [constraint?.start_date ?? '', rates(prices, null), ...(tiers.length > 0 ? [tiers] : [])];
}

/** What a model's identifiers may begin with (`~`) or be (`=`). Regular expressions and fragments are too loose to price by. */
function* keys(match) {
  if (match.or) for (const part of match.or) yield* keys(part);
  else if (match.starts_with) yield ['~', match.starts_with];
  else if (match.equals) yield ['=', match.equals];
}

export default async function writePrices({ out }) {
  const { version } = JSON.parse(readFileSync('node_modules/@pydantic/genai-prices/package.json', 'utf8'));
  const date = RELEASED[version];
  if (!date) throw new Error(`scripts/prices.mjs: enter the release day of @pydantic/genai-prices ${version}`);
  const bands = [];
  const models = {};
  for (const providerId of MAKERS) {
    for (const model of findProvider({ providerId }).models) {
      const all = (Array.isArray(model.prices) ? model.prices : [{ prices: model.prices }])
        .filter(({ constraint }) => constraint?.type !== 'time_of_date')
        .map(band)
        .sort((a, b) => (a[0] < b[0] ? -1 : 1));
      if (all.length === 0 || all[0][1][0] === null) continue;
      // Its own id fits a model whatever else does.
      for (const [kind, text] of [...keys(model.match), ['=', model.id]]) {
        const key = kind + text.toLowerCase().replace('@', '-');
        if (key in models) continue;
        models[key] = bands.length;
      }
      bands.push(all);
    }
  }
  writeFileSync(
    `${out}/prices.json`,
    `${JSON.stringify({ date, source: `@pydantic/genai-prices ${version}`, models, bands })}\n`,
  );
}
