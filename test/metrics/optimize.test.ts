import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { type Repo, repo } from '../repo.ts';

const AGENT =
  '---\nname: tdd\ndescription: Writes tests first.\nmetrics:\n  primary: {name: pass-rate, target: 1}\n---\nDo.\n';
const LOG = '.kaizen/metrics/tdd/executions.jsonl';
const ANALYSIS = '.kaizen/metrics/optimizer/analysis.json';
const QUEUE = '.kaizen/metrics/optimizer/recommendations.jsonl';

interface Run {
  success: boolean | null;
  cost?: number;
}

/** Lines of a log, an hour apart. */
const lines = (runs: Run[], from = 0): string =>
  runs
    .map(({ success, cost }, i) => {
      const at = new Date(Date.UTC(2026, 0, 1, from + i)).toISOString();
      return `${JSON.stringify({
        id: `x_${String(from + i).padStart(20, '0')}`,
        timestamp: at,
        agent: 'tdd',
        session_id: `s${from + i}`,
        success,
        cost_usd: cost ?? 0.2,
        primary_metric: { name: 'pass-rate', value: 1, target: 1 },
        recorded_at: at,
        source: 'hook',
      })}\n`;
    })
    .join('');

const halfFail = (count: number): Run[] => Array.from({ length: count }, (_, i) => ({ success: i % 2 === 0 }));
const allGood = (count: number): Run[] => Array.from({ length: count }, () => ({ success: true }));
const start = (runs: Run[]): Repo => repo({ 'agents/tdd.md': AGENT, [LOG]: lines(runs) });
const queue = (r: Repo) =>
  r
    .read(QUEUE)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
const bets = (r: Repo, ...more: string[]) => r.ka(['bets', 'list', '--json', ...more]).json().bets;

test('nine records: one more is needed, exit 0', () => {
  const r = start(halfFail(9));
  const ran = r.ka(['metrics', 'optimize', 'tdd']);
  expect(ran).toMatchObject({ code: 0, err: '' });
  expect(ran.out).toBe('tdd: 9 executions; 1 more needed before anything can be said.\n');
  expect(r.ka(['metrics', 'optimize', '--json']).json().agents).toMatchObject([
    { agent: 'tdd', n: 9, needs: 1, status: 'insufficient-data' },
  ]);
});

test('an agent with a definition and no record needs ten; an unknown one is named with the nearest', () => {
  const r = start(halfFail(3));
  r.write('agents/other.md', AGENT.replaceAll('tdd', 'other'));
  expect(r.ka(['metrics', 'optimize', 'other']).out).toContain('10 more needed');
  const ran = r.ka(['metrics', 'optimize', 'tddd']);
  expect(ran.code).toBe(2);
  expect(ran.err).toContain('did you mean tdd?');
  expect(r.ka(['metrics', 'optimize', '../x']).code).toBe(2);
});

test('no record at all: a sentence, exit 0, nothing written', () => {
  const r = repo();
  expect(r.ka(['metrics', 'optimize'])).toMatchObject({ code: 0, err: '' });
  expect(existsSync(join(r.root, '.kaizen'))).toBe(false);
});

test('what is printed: numbers with n and interval, and steps that name the file', () => {
  const { out, code } = start(halfFail(20)).ka(['metrics', 'optimize', 'tdd']);
  expect(code).toBe(0);
  expect(out).toContain('1. tdd: 50 % of runs succeed, target 80 %');
  expect(out).toMatch(/success 10 of 20, 50 % \(95 % interval 29\.9 % to\s+70\.1 %\)/);
  expect(out).toContain('agents/tdd.md');
  for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
});

test('at no width does a line end between a number and its unit', () => {
  const r = start(halfFail(20));
  const said = (columns: number) => r.ka(['metrics', 'optimize', 'tdd'], { env: { COLUMNS: String(columns) } }).out;
  expect(said(200)).toMatch(/\d min\b.*\d %/s);
  for (let columns = 44; columns < 64; columns += 2) expect(said(columns)).not.toMatch(/\d\n *(%|min\b)/);
});

test('the same input gives the same bytes, and the queue gets nothing twice', () => {
  const r = start(halfFail(40));
  const first = r.ka(['metrics', 'optimize', '--json']);
  const [analysis, log] = [r.read(ANALYSIS), r.read(QUEUE)];
  expect(JSON.parse(analysis)).toEqual(first.json());
  const again = r.ka(['metrics', 'optimize', '--json']);
  expect([again.out, r.read(ANALYSIS), r.read(QUEUE)]).toEqual([first.out, analysis, log]);
  // Another clone, the lines in another order: the same analysis.
  const other = repo({
    'agents/tdd.md': AGENT,
    [LOG]: `${lines(halfFail(40)).trimEnd().split('\n').reverse().join('\n')}\n`,
  });
  other.ka(['metrics', 'optimize']);
  expect(other.read(ANALYSIS)).toBe(analysis);
});

test('written files follow their schemas', () => {
  const r = start(halfFail(40));
  r.ka(['metrics', 'optimize']);
  const id = queue(r)[0].id;
  r.ka(['bets', 'reject', id, '--reason', 'not now']);
  const schema = (name: string) =>
    JSON.parse(readFileSync(join(import.meta.dirname, '../../schemas', `${name}.schema.json`), 'utf8'));
  const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true });
  const analysis = ajv.compile(schema('analysis'));
  analysis(JSON.parse(r.read(ANALYSIS)));
  expect(analysis.errors).toBeNull();
  const line = ajv.compile(schema('recommendation'));
  for (const one of queue(r)) {
    line(one);
    expect(line.errors).toBeNull();
  }
});

test('the fingerprint changes with a record, the config, a definition and a state, and with nothing else', () => {
  const r = start(halfFail(40));
  const print = () => r.ka(['metrics', 'optimize', '--json']).json().fingerprint;
  const seen = [print()];
  const changed = () => {
    seen.push(print());
    expect(new Set(seen).size).toBe(seen.length);
  };
  r.write(LOG, r.read(LOG) + lines([{ success: true }], 40));
  changed();
  r.write('.kaizen/config.yaml', 'thresholds: {success_rate: 0.9}\n');
  changed();
  r.write('agents/tdd.md', `${AGENT}More.\n`);
  changed();
  r.ka(['bets', 'accept', queue(r)[0].id]);
  changed();
  r.write('README.md', 'x');
  expect(print()).toBe(seen.at(-1));
});

test('a duplicated line, as a union merge leaves it, changes nothing', () => {
  const r = start(halfFail(40));
  const before = r.ka(['metrics', 'optimize', '--json']).out;
  r.write(LOG, `${r.read(LOG) + lines(halfFail(40)).split('\n')[3]}\n`);
  expect(r.ka(['metrics', 'optimize', '--json']).out).toBe(before);
});

test('open -> accepted -> resolved when the rule falls quiet -> open when it fires again', () => {
  const r = start(halfFail(40));
  r.ka(['metrics', 'optimize']);
  const { id } = bets(r).find((bet: { rule: string }) => bet.rule === 'success-rate-below-target');
  const state = () => queue(r).findLast((line: { id: string }) => line.id === id).status;
  expect(state()).toBe('open');
  expect(r.ka(['bets', 'accept', id])).toMatchObject({ code: 0, err: '' });
  expect(state()).toBe('accepted');
  expect(bets(r).find((bet: { id: string }) => bet.id === id).status).toBe('accepted');
  const count = queue(r).length;
  expect(r.ka(['bets', 'accept', id, '--json']).json().status).toBe('unchanged');
  expect(queue(r)).toHaveLength(count);
  // These records are older than the acceptance: still it is the newer word that counts.
  r.write(LOG, r.read(LOG) + lines(allGood(100), 40));
  r.ka(['metrics', 'optimize']);
  expect(state()).toBe('resolved');
  expect(bets(r).map((bet: { id: string }) => bet.id)).not.toContain(id);
  const bytes = r.read(QUEUE);
  r.ka(['metrics', 'optimize']);
  expect(r.read(QUEUE)).toBe(bytes);
  r.write(LOG, r.read(LOG) + lines(halfFail(100), 140));
  r.ka(['metrics', 'optimize']);
  expect(state()).toBe('open');
});

test('rejected stays rejected, is shown no more, and never becomes resolved', () => {
  const r = start(halfFail(40));
  r.ka(['metrics', 'optimize']);
  const { id } = bets(r)[0];
  expect(r.ka(['bets', 'reject', id.slice(0, 6), '--reason', 'nightly runs']).code).toBe(0);
  expect(bets(r).map((bet: { id: string }) => bet.id)).not.toContain(id);
  expect(bets(r, '--all').find((bet: { id: string }) => bet.id === id).status).toBe('rejected');
  expect(r.ka(['metrics', 'optimize', 'tdd']).out).not.toContain(id);
  r.write(LOG, r.read(LOG) + lines(allGood(100), 40));
  r.ka(['metrics', 'optimize']);
  expect(
    queue(r)
      .filter((line: { id: string }) => line.id === id)
      .map((line: { status: string }) => line.status),
  ).toEqual(['open', 'rejected']);
  expect(queue(r).findLast((line: { id: string }) => line.id === id).reason).toBe('nightly runs');
});

test('the queue is told when a recommendation becomes surer', () => {
  const r = start(Array.from({ length: 10 }, (_, i) => ({ success: i < 7 })));
  r.ka(['metrics', 'optimize']);
  r.write(LOG, r.read(LOG) + lines(halfFail(60), 10));
  r.ka(['metrics', 'optimize']);
  const own = queue(r).filter((line: { rule: string }) => line.rule === 'success-rate-below-target');
  expect(own.map((line: { confidence: string }) => line.confidence)).toEqual(['low', 'high']);
});

test('--dry-run writes nothing; a secret as reason is refused; an unknown id is named', () => {
  const r = start(halfFail(40));
  const dry = r.ka(['metrics', 'optimize', '--dry-run']);
  expect(dry.out).toContain('would tell the queue');
  expect(() => r.read(ANALYSIS)).toThrow();
  r.ka(['metrics', 'optimize']);
  const before = r.read(QUEUE);
  const id = queue(r)[0].id;
  expect(r.ka(['bets', 'accept', id, '--dry-run']).out).toContain('would be accepted');
  const refused = r.ka(['bets', 'accept', id, '--reason', `key ${'ghp'}_${'a1B2'.repeat(9)}`]);
  expect(refused.code).toBe(2);
  expect(refused.err).not.toContain('a1B2');
  expect(r.ka(['bets', 'reject', 'r_000000000000'])).toMatchObject({ code: 2, out: '' });
  expect(r.read(QUEUE)).toBe(before);
});

test('a damaged analysis and a damaged queue are no obstacle', () => {
  const r = start(halfFail(40));
  r.ka(['metrics', 'optimize']);
  const whole = r.read(ANALYSIS);
  r.write(ANALYSIS, `<<<<<<< ours\n${whole}=======\n{}\n>>>>>>> theirs\n`);
  r.write(QUEUE, `${r.read(QUEUE)}{"id":"r_1"}\nno json\n{"id":3,"status":"open"}\n`);
  expect(r.ka(['bets', 'list'])).toMatchObject({ code: 0, err: '' });
  expect(r.ka(['metrics', 'optimize'])).toMatchObject({ code: 0, err: '' });
  expect(r.read(ANALYSIS)).toBe(whole);
});

test('the brief names what is open', () => {
  const r = start(halfFail(40));
  r.ka(['metrics', 'optimize']);
  const { id } = bets(r)[0];
  expect(r.ka(['memory', 'brief', 'tdd']).out).toContain(id);
  r.ka(['bets', 'reject', id]);
  expect(r.ka(['memory', 'brief', 'tdd']).out).not.toContain(id);
});

test('in team mode the queue lies in segments that are read together', () => {
  const r = start(halfFail(40));
  r.write('.kaizen/config.yaml', 'writer: auto\n');
  r.ka(['metrics', 'optimize']);
  const { id } = bets(r)[0];
  r.git('add', '-A');
  r.git('commit', '-q', '-m', 'records');
  r.ka(['bets', 'reject', id]);
  const segments = readdirSync(join(r.root, '.kaizen/metrics/optimizer')).filter((name) => name.endsWith('.jsonl'));
  expect(segments).toHaveLength(2);
  expect(bets(r, '--all').find((bet: { id: string }) => bet.id === id).status).toBe('rejected');
});

test('several agents: all are analysed whichever is named, each on its own', () => {
  const r = start(halfFail(40));
  r.write('.kaizen/metrics/main/executions.jsonl', lines(allGood(12)).replaceAll('"agent":"tdd"', '"agent":"main"'));
  expect(r.ka(['metrics', 'optimize', 'main']).out).toContain('nothing to improve found');
  const { agents } = JSON.parse(r.read(ANALYSIS));
  expect(agents.map(({ agent, n }: { agent: string; n: number }) => [agent, n])).toEqual([
    ['main', 12],
    ['tdd', 40],
  ]);
  expect(r.ka(['bets', 'list', 'main', '--json']).json().bets).toEqual([]);
});

test('without a definition the records say which way their primary metric is better', () => {
  const told = (direction: 'min' | 'max'): string[] => {
    const latency = { name: 'latency', value: 5, target: 10, direction };
    const runs = lines(allGood(12)).replaceAll('{"name":"pass-rate","value":1,"target":1}', JSON.stringify(latency));
    const found = JSON.parse(repo({ [LOG]: runs }).ka(['metrics', 'optimize', 'tdd', '--json']).out);
    return found.agents[0].recommendations.map(({ rule }: { rule: string }) => rule);
  };
  expect(told('min')).not.toContain('primary-metric-missed');
  expect(told('max')).toContain('primary-metric-missed');
});
