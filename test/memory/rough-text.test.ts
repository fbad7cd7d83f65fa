import { expect, test } from 'vitest';
import { type Repo, repo } from '../repo.ts';

const LOG = '.kaizen/metrics/tdd/executions.jsonl';

/** Runs, an hour apart, of which half fail. */
const start = (metrics: string, more: object, runs = 40): Repo =>
  repo({
    'agents/tdd.md': `---\nname: tdd\ndescription: D.\nmetrics:\n${metrics}---\nDo.\n`,
    [LOG]: Array.from({ length: runs }, (_, i) => {
      const at = new Date(Date.UTC(2026, 0, 1, i)).toISOString();
      const id = `x_${String(i).padStart(20, '0')}`;
      return `${JSON.stringify({ id, timestamp: at, agent: 'tdd', success: i % 2 === 0, recorded_at: at, source: 'hook', ...more })}\n`;
    }).join(''),
  });

const METRICS = `  primary: {name: pass-rate, target: 1}
  secondary: [{name: cycles}, {name: lines, direction: min}, {name: words, direction: max}]
`;

test('which way is better is said only where the definition says it', () => {
  const { out } = start(METRICS, {}).ka(['memory', 'brief', 'tdd']);
  expect(out).toContain('- Primary metric: pass-rate at least 1\n');
  expect(out).toContain('- Also measured: cycles; lines less is better; words more is better\n');
});

test('savings stand in the brief as 1.1 M, and not at all where the records tell no tokens', () => {
  const brief = (more: object) => {
    const r = start(METRICS, more);
    r.ka(['metrics', 'optimize']);
    const { out } = r.ka(['memory', 'brief', 'tdd', '--all']);
    expect(out).toContain('50 % of runs succeed');
    return out;
  };
  expect(brief({ tokens: { input: 90_000, output: 4073 } })).toMatch(/50 % of runs .*, about 1\.1M tokens a week\)/);
  expect(brief({})).not.toContain('tokens a week');
});

test('one is not plural', () => {
  const r = start(METRICS, { success: true }, 11);
  const { out } = r.ka(['metrics', 'optimize', 'tdd']);
  expect(out).not.toMatch(/\b1 (hypotheses|executions|recommendations|values|known values)\b/);
  expect(out).toContain('(1 hypothesis tested)');
  expect(out).toContain('success: 1 value before, 10 after');
});
