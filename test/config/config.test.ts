import { expect, test } from 'vitest';
import { repo } from '../repo.ts';

test('without a file every value is a default; a file changes its keys only', () => {
  const { ka, write } = repo();
  expect(ka(['config']).out).toMatch(/retention_days +180 +default/);
  write('.kaizen/config.yaml', 'retention_days: 30\nthresholds:\n  success_rate: 0.9\nbrief:\n');
  const { config, values } = ka(['config', '--json']).json();
  expect(config).toMatchObject({
    retention_days: 30,
    min_samples: 10,
    thresholds: { success_rate: 0.9, quality_score: 0.7 },
    brief: { budget_tokens: 1500 },
  });
  expect(
    values.filter((row: { from: string }) => row.from !== 'default').map((row: { key: string }) => row.key),
  ).toEqual(['retention_days', 'thresholds.success_rate']);
});

test('the defaults as a file read back as the defaults', () => {
  const { ka, write } = repo();
  const before = ka(['config', '--json']).json().config;
  write('.kaizen/config.yaml', ka(['config', '--defaults']).out);
  expect(ka(['config', '--json']).json().config).toEqual(before);
});

test.each([
  ['retentoin_days: 3', 'did you mean "retention_days"?'],
  ['thresholds:\n  succes_rate: 1', 'did you mean "success_rate"?'],
  ['prices:\n  overrides:\n    large:', 'prices.overrides.large is null, not a mapping'],
  ['retention_days: .inf', 'retention_days is Infinity, not a whole number'],
  ['min_samples: ten', 'min_samples is "ten", not a whole number'],
  ['min_samples: 0', 'min_samples is 0, below 1'],
  ['writer: both', 'writer is "both", none of single, auto'],
  ['- a\n- b', 'config.yaml'],
  ['a: [', 'config.yaml'],
  ['__proto__: {x: 1}', 'config.yaml'],
  ['prices: {overrides: {m: {input: 1}}}', 'prices.overrides.m.output is missing'],
])('%s is an error that names what is meant', (text, says) => {
  const { ka } = repo({ '.kaizen/config.yaml': text });
  const ran = ka(['config']);
  expect([ran.code, ran.err]).toEqual([2, expect.stringContaining(says)]);
  expect(ran.err).toContain('.kaizen/config.yaml');
  expect(ran.err).not.toContain('    at ');
});

test('an edit of the same size within a moment is seen', () => {
  const { ka, write } = repo({ '.kaizen/config.yaml': 'min_samples: 11\n' });
  for (const n of [11, 12, 13, 14]) {
    write('.kaizen/config.yaml', `min_samples: ${n}\n`);
    expect(ka(['config', '--json']).json().config.min_samples).toBe(n);
  }
});

test('where a read goes on with the defaults of a broken file, it says so once; briefs and the doctor do not', () => {
  const { ka } = repo({ '.kaizen/config.yaml': 'writter: auto\n' });
  const { code, err } = ka(['summary']);
  expect(code).toBe(0);
  expect(err.match(/writter.*did you mean "writer"/g)).toHaveLength(1);
  expect(err.match(/Until it is mended the defaults hold\./g)).toHaveLength(1);
  expect(ka(['memory', 'brief', 'main']).err).toBe('');
  expect(ka(['doctor']).err).toBe('');
});
