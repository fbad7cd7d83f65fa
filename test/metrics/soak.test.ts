import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type Repo, repo } from '../repo.ts';

const SOAK = Number(process.env.KA_SOAK ?? 1);
const PROGRAM = join(import.meta.dirname, '../..', process.env.KA_DIST ?? 'dist', 'ka.cjs');
const EACH = 50 * SOAK;
/** So long only lest a run hang for ever: 800 programs at once take minutes on a machine with much else to do. */
const PATIENCE_MS = 600_000 * SOAK;

const lines = ({ root }: Repo, agent: string): Record<string, unknown>[] =>
  readFileSync(join(root, `.kaizen/metrics/${agent}/executions.jsonl`), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

/** A process that records executions of its own, one after the other, each by the real program's entry. */
function recorder(at: Repo, agent: string, name: string, count: number): Promise<number> {
  const work = `
    const { spawnSync } = require('node:child_process');
    let done = 0;
    for (let n = 0; n < ${count}; n++) {
      const ran = spawnSync(process.execPath, [${JSON.stringify(PROGRAM)}, 'metrics', 'record', '${agent}', '--success', '--time', '1', '--cost', '0.01', '--session', '${name}-' + n]);
      if (ran.status === 0) done++;
      else process.stderr.write(ran.stderr);
    }
    process.exitCode = done === ${count} ? 0 : 1;`;
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['-e', work], {
      cwd: at.root,
      env: { PATH: process.env.PATH, HOME: at.home },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    onTestFinished(() => void child.kill());
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

test.each([
  ['one agent', ['tdd']],
  ['several agents', ['a', 'b', 'c', 'd']],
])(
  'sixteen processes record for %s: all there, once, every line whole, the summary right',
  async (_name, agents) => {
    const at = repo();
    const ended = await Promise.all(
      Array.from({ length: 16 }, (_, n) => recorder(at, agents[n % agents.length]!, `p${n}`, EACH)),
    );
    expect(ended).toEqual(new Array(16).fill(0));
    for (const agent of agents) {
      const ids = lines(at, agent).map(({ id }) => id);
      const all = (16 / agents.length) * EACH;
      expect([ids.length, new Set(ids).size]).toEqual([all, all]);
      const summary = JSON.parse(at.read(`.kaizen/metrics/${agent}/summary.json`));
      expect(summary).toMatchObject({
        count: all,
        success: { n: all, rate: 1 },
        cost_usd: { total: Math.round(all) / 100 },
        execution_time_s: { mean: 1 },
      });
      expect(
        at
          .ka(['metrics', 'rebuild', '--json'])
          .json()
          .agents.find((one: { agent: string }) => one.agent === agent).changed,
      ).toBe(false);
    }
  },
  PATIENCE_MS,
);

test(
  'killed at any instant: nothing acknowledged is lost, the next command works without help',
  async () => {
    const at = repo();
    // How long a record takes here: kills fall into all of it, however quick the machine.
    let whole = Number.POSITIVE_INFINITY;
    const acknowledged: string[] = [];
    const record = (session: string): void => {
      const start = performance.now();
      expect(at.ka(['metrics', 'record', 'tdd', '--success', '--session', session]).code).toBe(0);
      whole = Math.min(whole, performance.now() - start);
      acknowledged.push(session);
    };
    for (const n of [0, 1, 2]) record(`first-${n}`);
    let killed = 0;
    for (let round = 0; round < 20 * SOAK; round++) {
      const session = `s${round}`;
      const child = spawn(process.execPath, [PROGRAM, 'metrics', 'record', 'tdd', '--success', '--session', session], {
        cwd: at.root,
        env: { PATH: process.env.PATH, HOME: at.home },
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      let out = '';
      child.stdout.on('data', (part) => {
        out += part;
      });
      const timer = setTimeout(() => child.kill('SIGKILL'), whole * (0.2 + Math.random()));
      const signal = await new Promise((resolve) => child.on('close', (_code, by) => resolve(by)));
      clearTimeout(timer);
      if (signal) killed++;
      if (out.startsWith('recorded')) acknowledged.push(session);
      if (round % 5 === 4) record(`after-${round}`);
    }
    expect(killed).toBeGreaterThan(0);
    const found = lines(at, 'tdd').map(({ session_id }) => session_id as string);
    expect(acknowledged.filter((session) => !found.includes(session))).toEqual([]);
    expect(new Set(found).size).toBe(found.length);
    expect(JSON.parse(at.read('.kaizen/metrics/tdd/summary.json')).count).toBe(found.length);
    expect(at.ka(['metrics', 'rebuild', '--json']).json().agents[0].changed).toBe(false);
    expect(existsSync(join(at.root, '.kaizen/metrics/tdd/executions.jsonl'))).toBe(true);
  },
  PATIENCE_MS,
);
