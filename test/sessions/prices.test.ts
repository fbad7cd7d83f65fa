import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
// @ts-expect-error a build step without types
import writePrices from '../../scripts/prices.mjs';
import { normaliseModel, type PriceTable, priceRun } from '../../src/models/prices.ts';
import { scratch } from '../repo.ts';

const tokens = (more = {}) => ({
  input: 0,
  output: 0,
  reasoning: 0,
  cache_read: 0,
  cache_write: 0,
  cache_write_1h: 0,
  ...more,
});
const MILLION = tokens({ input: 1e6, output: 1e6, cache_read: 1e6, cache_write: 2e6, cache_write_1h: 1e6 });
async function table(): Promise<PriceTable> {
  const out = scratch();
  await writePrices({ out });
  return JSON.parse(readFileSync(join(out, 'prices.json'), 'utf8'));
}
const DAY = '2026-11-20';

it('prices each kind of token, whatever the reseller calls the model', async () => {
  const prices = await table();
  const names = [
    'claude-haiku-4-5',
    'claude-haiku-4-5-20251001',
    'us.anthropic.claude-haiku-4-5-20251001-v1:0',
    'anthropic/claude-haiku-4.5',
    'claude-haiku-4-5@20251001',
  ];
  // 1 + 5 + 0.1 + 1.25 + 2 dollars
  for (const name of names)
    expect(priceRun({ [name]: MILLION }, DAY, prices)).toEqual({ cost_usd: 9.35, price: `table:${prices.date}` });
  expect(normaliseModel('claude-sonnet-4-5[1m]')).toBe('claude-sonnet-4-5');
});

it('charges more for requests with a long context, and by the day of the run', async () => {
  const prices = await table();
  const half = tokens({ input: 500_000 });
  const run = (name: string, day: string) =>
    priceRun({ [name]: { ...tokens({ input: 1e6 }), long: half } }, day, prices).cost_usd;
  expect(run('claude-sonnet-4-5', DAY)).toBe(4.5);
  expect([run('claude-sonnet-4-6', '2026-03-01'), run('claude-sonnet-4-6', '2026-03-14')]).toEqual([4.5, 3]);
});

it('never takes one version for another, and says when it does not know', async () => {
  const prices = await table();
  for (const name of ['claude-sonnet-5-7', 'claude-haiku-4-99', 'my-model', '', 'constructor']) {
    expect(priceRun({ [name]: MILLION, 'claude-haiku-4-5': MILLION }, DAY, prices)).toEqual({
      cost_usd: null,
      price: 'unpriced',
    });
  }
  expect(priceRun({ 'claude-haiku-4-5': MILLION }, DAY, null).price).toBe('unpriced');
  expect(priceRun({}, DAY, prices)).toEqual({ cost_usd: null, price: null });
});

it('lets a reported cost win, then the prices of the config', async () => {
  const prices = await table();
  const overrides = { 'my-model': { input: 2, output: 0 } };
  expect(priceRun({ 'my-model': MILLION }, DAY, prices, { overrides })).toEqual({ cost_usd: 8, price: 'config' });
  expect(priceRun({ 'my-model': MILLION }, DAY, prices, { reported: 0.5 })).toEqual({
    cost_usd: 0.5,
    price: 'reported',
  });
});
