import { expect, test } from 'vitest';
import { repo } from '../repo.ts';

/** Thirty runs that succeed, then ten of which seven fail; `model` says who did the i-th. */
function notes(model: (i: number) => string): { notes: string[]; rules: string[] } {
  const lines = Array.from({ length: 40 }, (_, i) => {
    const at = new Date(Date.UTC(2026, 0, 1, i)).toISOString();
    return `${JSON.stringify({
      id: `x_${String(i).padStart(20, '0')}`,
      timestamp: at,
      agent: 'tdd',
      success: i < 30 || i % 3 === 0,
      model: model(i),
      recorded_at: at,
      source: 'hook',
    })}\n`;
  });
  const r = repo({ '.kaizen/metrics/tdd/executions.jsonl': lines.join('') });
  const [agent] = r.ka(['metrics', 'optimize', '--json']).json().agents;
  return { notes: agent.notes, rules: agent.recommendations.map((one: { rule: string }) => one.rule) };
}

test('two models in the same mix before and after, uneven only by chance, confound nothing', () => {
  // 15 of each before; then 3 and 7: what a toss of a coin gives every third time.
  const seen = notes((i) => (i < 30 ? ['a', 'b'][i % 2]! : i < 33 ? 'a' : 'b'));
  expect(seen.notes.join()).not.toContain('confounded');
  expect(seen.rules).toContain('regressed-against-before');
});

test('a mix that truly differs is confounded, and the words say what moved', () => {
  const mixed = notes((i) => (i < 30 ? ['a', 'b'][i % 2]! : 'b'));
  expect(mixed.notes.join()).toContain('confounded, the mix of models (a from 50 % to 0 %) changed too');
  expect(mixed.rules).not.toContain('regressed-against-before');
  const some = notes((i) => (i % 10 ? 'a' : i < 30 ? 'a' : 'b'));
  expect(some.notes.join()).not.toContain('confounded');
  const few = notes((i) => (i < 36 ? 'a' : 'b'));
  expect(few.notes.join()).toContain('confounded, the mix of models (a from 100 % to 60 %)');
  const other = notes((i) => (i < 30 ? 'a' : 'b'));
  expect(other.notes.join()).toContain('confounded, the model (a -> b)');
});

test('many values that each come once have changed, though no single one can show it', () => {
  expect(notes((i) => `v${i}`).notes.join()).toContain('confounded, the mix of models');
});
