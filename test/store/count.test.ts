import { expect, test } from 'vitest';
import { count } from '../../src/lib/count.ts';

test('one is one, and plurals are English', () => {
  expect([count(1, 'subagent'), count(2, 'subagent'), count(0, 'reply'), count(1, 'retry'), count(3, 'retry')]).toEqual(
    ['1 subagent', '2 subagents', '0 replies', '1 retry', '3 retries'],
  );
  expect([count(2, 'day'), count(2, 'hypothesis'), count(2, 'entry'), count(2, 'criterion')]).toEqual([
    '2 days',
    '2 hypotheses',
    '2 entries',
    '2 criteria',
  ]);
});
