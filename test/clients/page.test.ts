import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { startChromium } from './chromium.ts';

const PROGRAM = join(import.meta.dirname, '..', '..', process.env.KA_DIST ?? 'dist', 'ka.cjs');

let browser: Browser;
/** A page of the repository of `ka demo`. */
let file: string;
beforeAll(async () => {
  browser = await startChromium();
  const run = (cwd: string, home: string, ...args: string[]): string =>
    execFileSync(process.execPath, [PROGRAM, ...args], {
      cwd,
      env: { PATH: process.env.PATH!, HOME: home },
      encoding: 'utf8',
      stdio: 'pipe',
    });
  const { folder } = JSON.parse(run('/', '/nowhere', 'demo', '--keep', '--json'));
  file = join(folder, 'kaizen.html');
  run(folder, join(dirname(folder), 'home'), 'page', file);
}, 900_000);
afterAll(async () => {
  await browser?.close();
  if (file) rmSync(dirname(dirname(file)), { recursive: true, force: true });
});

/** The page in a window of that width; what its console says and what it asks the network for are kept. */
async function open(width: number, colorScheme: 'light' | 'dark' = 'light') {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const said: string[] = [];
  page.on('console', (message) => said.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => said.push(error.message));
  page.on('request', (request) => {
    if (request.url() !== pathToFileURL(file).href) said.push(`asked for ${request.url()}`);
  });
  await page.goto(pathToFileURL(file).href);
  return { page, said };
}

const shots = join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'ka-page');
/** What the sessions are sorted by in one column, from the top. */
const column = (page: Page, title: string): Promise<string[]> =>
  page.evaluate(`{
    const table = document.querySelector('#sessions table');
    const at = [...table.tHead.rows[0].cells].findIndex((head) => head.textContent === '${title}');
    [...table.tBodies].map((body) => body.rows[0].cells[at].dataset.by);
  }`);

test.each([
  [400, 'light'],
  [400, 'dark'],
  [1600, 'light'],
  [1600, 'dark'],
] as const)(
  '%i px, %s: nothing in the console, nothing loaded, nothing wider than the window',
  async (width, scheme) => {
    const { page, said } = await open(width, scheme);
    for (const summary of await page.locator('.bets summary, #cost summary').all()) await summary.click();
    for (const button of (await page.locator('button.opens').all()).slice(0, 2)) await button.click();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    expect(said).toEqual([]);
    mkdirSync(shots, { recursive: true });
    await page.screenshot({ path: join(shots, `${width}-${scheme}.png`), fullPage: true });
  },
);

test.each(['light', 'dark'] as const)(
  '%s: axe finds nothing that a reader with a screen reader or weak sight would miss',
  async (scheme) => {
    const { page } = await open(1000, scheme);
    for (const button of (await page.locator('button.opens').all()).slice(0, 2)) await button.click();
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate<axe.AxeResults>('axe.run()');
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  },
);

test('the table of sessions sorts by keyboard, numbers as numbers, and says so', async () => {
  const { page } = await open(1600);
  const before = await column(page, 'cost');
  await page.locator('#sessions thead button', { hasText: 'cost' }).focus();
  await page.keyboard.press('Enter');
  const down = await column(page, 'cost');
  expect(down.map(Number)).toEqual(before.map(Number).sort((a, b) => b - a));
  expect(await page.locator('#sessions th[aria-sort]').getAttribute('aria-sort')).toBe('descending');
  expect(await page.locator('[role=status]').textContent()).toBe('sorted by cost, greatest first');
  await page.keyboard.press('Space');
  expect(await column(page, 'cost')).toEqual([...down].reverse());
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  expect(await page.locator('[role=status]').textContent()).toBe('sorted by at work, greatest first');
});

test('a session opens to its turns, messages, calls and subagents by keyboard', async () => {
  const { page } = await open(1600);
  const first = page.locator('button.opens').first();
  await first.focus();
  await page.keyboard.press('Enter');
  expect(await first.getAttribute('aria-expanded')).toBe('true');
  const part = page.locator(`#${await first.getAttribute('aria-controls')}`);
  expect(await part.isVisible()).toBe(true);
  await part.locator('summary', { hasText: 'turn 1' }).first().focus();
  await page.keyboard.press('Enter');
  expect(
    await part
      .locator('summary', { hasText: /claude-/ })
      .first()
      .isVisible(),
  ).toBe(true);
  await first.focus();
  await page.keyboard.press('Enter');
  expect(await part.isVisible()).toBe(false);
});

test('the policy of the page lets no other script run', async () => {
  const { page } = await open(1000);
  expect(readFileSync(file, 'utf8')).toContain("default-src 'none'");
  await page.evaluate(`{
    const script = document.createElement('script');
    script.textContent = 'window.ran = true';
    document.body.append(script);
  }`);
  expect(await page.evaluate("'ran' in window")).toBe(false);
});
