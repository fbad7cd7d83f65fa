import { describe, expect, test } from 'vitest';
import { deliver, type Patience } from '../../src/export/deliver.ts';
import otlp from '../../src/export/destinations/otlp.ts';
import posthog from '../../src/export/destinations/posthog.ts';
import { backend, type Reply } from './backend.ts';

const NOW = Date.UTC(2026, 10, 21, 10);

/** What one delivery did against a server that gives these answers in turn: its end, and the pauses it made. */
async function delivery(replies: Reply[], more: Partial<Patience> = {}, destination = posthog) {
  const server = await backend((n) => replies[n] ?? { status: 200, body: '{"status":1}' });
  const waited: number[] = [];
  const patience: Patience = {
    ...{ tries: 4, pauseMs: 100, longestMs: 5000, timeoutMs: 2000, now: () => NOW, random: () => 1, say: () => {} },
    wait: async (ms) => {
      waited.push(ms);
    },
    ...more,
  };
  const address = { urls: {}, fromConfig: null, secretHeaders: {}, key: '' };
  const outgoing = { url: `${server.url}/batch/`, headers: { 'content-type': 'application/json' }, body: '{}' };
  const end = await deliver(destination, address, outgoing, patience).catch((error: Error) => error.message);
  return { end, waited, requests: server.received.length };
}

const later = (value: string): Reply => ({ status: 429, headers: { 'retry-after': value } });

describe('pauses', () => {
  test('double, with chance in their upper half', async () => {
    const failing = [{ status: 503 }, { status: 500 }, 'cut'] as const;
    expect(await delivery([...failing])).toEqual({ end: '{"status":1}', waited: [100, 200, 400], requests: 4 });
    expect((await delivery([...failing], { random: () => 0 })).waited).toEqual([50, 100, 200]);
  });

  test('are as long as Retry-After asks, in seconds or as a date', async () => {
    expect((await delivery([later('3')])).waited).toEqual([3000]);
    expect((await delivery([later(new Date(NOW + 2000).toUTCString())])).waited).toEqual([2000]);
    expect((await delivery([later(new Date(NOW - 9000).toUTCString()), later('soon')])).waited).toEqual([100, 200]);
  });

  test('are not made where it asks for too long: the next run may try', async () => {
    const { end, waited, requests } = await delivery([later('3600')]);
    expect([waited, requests]).toEqual([[], 1]);
    expect(end).toContain('answered 429. It asks to wait 3600 s.');
  });
});

test('tries end', async () => {
  const down: Reply[] = Array.from({ length: 9 }, () => ({ status: 503 }));
  expect(await delivery(down)).toMatchObject({
    end: expect.stringContaining('answered 503 after 4 tries'),
    requests: 4,
  });
});

test('a server that never answers is tried again', async () => {
  const { end, requests } = await delivery(['hang', { status: 200, body: 'ok' }], { timeoutMs: 200 });
  expect([end, requests]).toEqual(['ok', 2]);
  expect((await delivery(['hang', 'hang'], { timeoutMs: 100, tries: 2 })).end).toContain('no answer within 0.1 s');
});

test.each([400, 401, 403, 404, 413, 302])('%d is final', async (status) => {
  const { waited, requests } = await delivery([{ status }]);
  expect([waited, requests]).toEqual([[], 1]);
});

test.each([429, 502, 503, 504])('OTLP tries again after %d, and after nothing else', async (status) => {
  expect((await delivery([{ status }], {}, otlp)).requests).toBe(2);
  for (const other of [400, 408, 500, 501]) expect((await delivery([{ status: other }], {}, otlp)).requests).toBe(1);
});

test('of an endless answer only the beginning is read', async () => {
  const { end } = await delivery([{ status: 200, body: 'x'.repeat(10_000_000) }]);
  expect(end.length).toBe(64 * 1024);
});
