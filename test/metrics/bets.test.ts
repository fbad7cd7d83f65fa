import { expect, test } from 'vitest';
import { type Repo, repo } from '../repo.ts';

const AGENT = '---\nname: tdd\ndescription: Writes tests first.\n---\nDo.\n';
const LOG = '.kaizen/metrics/tdd/executions.jsonl';

const lines = (count: number, from: number, good: (i: number) => boolean): string =>
  Array.from({ length: count }, (_, i) => {
    const at = new Date(Date.UTC(2026, 0, 1, from + i)).toISOString();
    return `${JSON.stringify({
      id: `x_${String(from + i).padStart(20, '0')}`,
      timestamp: at,
      agent: 'tdd',
      success: good(i),
      recorded_at: at,
      source: 'hook',
    })}\n`;
  }).join('');

const QUEUE = '.kaizen/metrics/optimizer/recommendations.jsonl';
const RATE = 'success-rate-below-target';
const AT = (day: string) => ({ env: { KA_NOW: `2026-02-${day}T00:00:00Z` } });

/** Half of forty runs fail, and the analysis has said so; with the id of the bet on the success rate. */
function start(): { r: Repo; id: string } {
  const r = repo({ 'agents/tdd.md': AGENT, [LOG]: lines(40, 0, (i) => i % 2 === 0) });
  r.ka(['metrics', 'optimize']);
  const { bets } = r.ka(['bets', 'list', '--json']).json();
  return { r, id: bets.find((bet: { rule: string }) => bet.rule === RATE).id };
}

test('lists end with the commands that decide on the first open bet; accepting prints its steps', () => {
  const { r, id } = start();
  const { bets } = r.ka(['bets', 'list', '--json']).json();
  const end = `\n\nTake one up: ka bets accept ${bets[0].id}\nTurn it down: ka bets reject ${bets[0].id} --reason "…"\n`;
  expect(r.ka(['bets', 'list']).out).toMatch(new RegExp(`${end.replace(/[.…]/g, '.')}$`));
  expect(r.ka(['metrics', 'optimize']).out.endsWith(end)).toBe(true);
  const { out } = r.ka(['bets', 'accept', id, '--reason', 'this week'], AT('01'));
  expect(out).toContain(`${id} (${RATE}, tdd) is accepted.\nNext:\n  1) `);
  expect(out).toContain('agents/tdd.md');
  expect(out).toContain('resolved');
  for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  expect(r.ka(['bets', 'list']).out.replace(/\s+/g, ' ')).toContain('accepted on 2026-02-01 ("this week")');
});

test('a brief names a bet as what it is: open, accepted, and once it is applied or rejected not at all', () => {
  const { r, id } = start();
  const line = () => new RegExp(`^- ${id}: .*$`, 'm').exec(r.ka(['memory', 'brief', 'tdd']).out)?.[0];
  expect(line()).toMatch(/ \((high|medium|low) confidence/);
  r.ka(['bets', 'accept', id], AT('01'));
  expect(line()).toMatch(/ \(accepted, (high|medium|low) confidence/);
  const [decided] = r.read(QUEUE).trim().split('\n').slice(-1);
  const applied = { ...JSON.parse(decided!), status: 'applied', timestamp: '2026-02-02T00:00:00.000Z' };
  r.write(QUEUE, `${r.read(QUEUE)}${JSON.stringify(applied)}\n`);
  expect(line()).toBeUndefined();
  r.ka(['bets', 'accept', id], AT('03'));
  expect(line()).toContain('(accepted, ');
  r.ka(['bets', 'reject', id], AT('04'));
  expect(line()).toBeUndefined();
});

test('where Claude Code runs an exported file, accepting names the export', () => {
  const { r, id } = start();
  expect(r.ka(['bets', 'accept', id, '--dry-run']).out).not.toContain('export');
  r.ka(['init', '--harness', 'claude']);
  expect(r.ka(['bets', 'accept', id]).out.replace(/\s+/g, ' ')).toContain(
    'Export an edited agent (`ka agents export --to claude`) and commit the change; once',
  );
});

test('optimize says what was resolved since the last time, once, and --all keeps when and why', () => {
  const { r, id } = start();
  r.ka(['bets', 'accept', id], AT('01'));
  r.write(LOG, r.read(LOG) + lines(100, 40, () => true));
  const said = r.ka(['metrics', 'optimize', 'tdd']).out;
  expect(said).toContain('Resolved since the last analysis');
  expect(said).toContain(`- ${id} · ${RATE} · tdd`);
  expect(r.ka(['metrics', 'optimize', 'tdd']).out).not.toContain('Resolved since');
  expect(r.ka(['bets', 'list']).out).toContain('ka bets list --all');
  const all = r.ka(['bets', 'list', '--all']).out.replace(/\s+/g, ' ');
  expect(all).toContain(
    `${id} · ${RATE} · tdd · resolved on 2026-02-01: its rule finds nothing any more; was: success 20`,
  );
  expect(r.ka(['bets', 'list', '--all', '--json']).json().quiet).toMatchObject([{ id, status: 'resolved' }]);
  expect(r.ka(['bets', 'accept', id], AT('03')).out.replace(/\s+/g, ' ')).toContain(
    'is accepted; it was resolved on 2026-02-01: its rule finds nothing at present.',
  );
});

test('a rejected bet is shown by --all with date and reason, which a surer analysis keeps; accepting it says so', () => {
  const r = repo({ 'agents/tdd.md': AGENT, [LOG]: lines(10, 0, (i) => i < 7) });
  r.ka(['metrics', 'optimize']);
  const { bets } = r.ka(['bets', 'list', '--json']).json();
  const { id } = bets.find((bet: { rule: string }) => bet.rule === RATE);
  const narrow = { env: { ...AT('01').env, COLUMNS: '80' } };
  const told = r.ka(['bets', 'reject', id, '--reason', 'nightly runs'], narrow).out;
  expect(told.split('\n').filter((line) => line.length > 80)).toEqual([]);
  const rejected = told.replace(/\s+/g, ' ');
  expect(rejected).toContain(`ka bets accept ${id} takes it up after all`);
  r.write(LOG, r.read(LOG) + lines(60, 10, (i) => i % 2 === 0));
  r.ka(['metrics', 'optimize'], AT('02'));
  const shown = r.ka(['bets', 'list', '--all']).out.replace(/\s+/g, ' ');
  expect(shown).toContain(`${id} · ${RATE} · high confidence · rejected on 2026-02-01 ("nightly runs")`);
  const accepted = r.ka(['bets', 'accept', id], AT('03')).out.replace(/\s+/g, ' ');
  expect(accepted).toContain('is accepted; it was rejected on 2026-02-01 ("nightly runs").');
});

test('a record from the future is named, and no decision follows its time', () => {
  const r = repo({ 'agents/tdd.md': AGENT, [LOG]: lines(40, 0, (i) => i % 2 === 0) });
  const { err } = r.ka(['metrics', 'record', 'tdd', '--failure', '--at', '2026-02-02'], AT('01'));
  expect(err).toContain('2026-02-02T00:00:00.000Z lies in the future');
  r.ka(['metrics', 'optimize'], AT('01'));
  const { bets } = r.ka(['bets', 'list', '--json'], AT('01')).json();
  const id = bets.find((bet: { rule: string }) => bet.rule === RATE).id;
  const later = { env: { KA_NOW: '2026-02-01T06:00:00Z' } };
  r.ka(['bets', 'accept', id], later);
  expect(r.ka(['bets', 'list'], later).out.replace(/\s+/g, ' ')).toMatch(/accepted on 2026-02-01/);
  expect(JSON.parse(r.read(QUEUE).trim().split('\n').at(-1)!)).toMatchObject({
    status: 'accepted',
    timestamp: '2026-02-01T06:00:00.000Z',
  });
});
