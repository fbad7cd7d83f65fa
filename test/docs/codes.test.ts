import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { codesPage } from '../../scripts/codes-table.mjs';
import { CODES } from '../../src/commands/code-table.ts';
import { ROOT } from './pages.ts';

test('the page of short codes is what scripts/codes-table.mjs writes', async () => {
  const page = readFileSync(join(ROOT, 'wiki/codes.md'), 'utf8');
  expect(await codesPage()).toBe(page);
  const rows = [...page.matchAll(/^\| ([A-Z]\d+) \| ([a-z-]+) \|/gm)].map(([, code, alias]) => `${code} ${alias}`);
  const known = CODES.map(({ code, alias }) => `${code} ${alias}`);
  expect(rows.length).toBeGreaterThan(60);
  expect(rows.filter((one) => !known.includes(one))).toEqual([]);
});
