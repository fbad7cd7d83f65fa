import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Repo, repo } from '../repo.ts';
import { connect } from './client.ts';

const AGENTS = ['reviewer', 'tdd-workflow'];
const NOW = { KA_NOW: '2026-02-01T00:00:00.000Z' };

/** A repository with records of two agents and their sessions, made by the program itself and committed. */
function measured(): Repo {
  const r = repo();
  for (const agent of AGENTS) {
    const records = Array.from({ length: 14 }, (_, n) => ({
      timestamp: new Date(Date.UTC(2026, 0, 1 + n, 9)).toISOString(),
      success: n < 5,
      session_id: `${agent}-${n}`,
      execution_time_s: 100 + 17 * n,
      cost_usd: 0.1 + n / 50,
    }));
    for (const one of records) {
      r.ka(['metrics', 'record', agent, '--json'], { input: JSON.stringify(one), env: { KA_NOW: one.timestamp } });
    }
  }
  r.ka(['metrics', 'optimize'], { env: NOW });
  r.ka(['memory', 'add', 'reviewer', '--section', 'works', 'Read the tests first.'], { env: NOW });
  r.git('add', '-A');
  r.git('commit', '-qm', 'records');
  return r;
}

/** A clone in which the lines of all logs stand the other way round. */
function turned(from: Repo): Repo {
  const clone = repo({}, { git: false });
  execFileSync('git', ['clone', '-q', from.root, clone.root], { stdio: 'pipe' });
  for (const agent of AGENTS) {
    for (const name of readdirSync(join(clone.root, '.kaizen/metrics', agent)).filter((one) =>
      one.endsWith('.jsonl'),
    )) {
      const path = `.kaizen/metrics/${agent}/${name}`;
      clone.write(path, `${clone.read(path).trim().split('\n').reverse().join('\n')}\n`);
    }
  }
  return clone;
}

test('another clone with its lines in another order: every tool answers the same bytes, and the page is the same', async () => {
  const here = measured();
  const there = turned(here);
  const [one, other] = [await connect(here), await connect(there)];
  const { tools } = await one.client.listTools();
  const inputs: Record<string, Record<string, unknown>> = {
    memory_brief: { agent: 'reviewer' },
    metrics_show: { agent: 'reviewer' },
    sessions_show: { id: 's' },
    sessions_tree: { id: 's' },
  };
  for (const { name, inputSchema } of tools) {
    if ((inputSchema.required ?? []).some((key) => inputs[name]?.[key] === undefined)) continue;
    for (const json of [false, true]) {
      const input = { ...inputs[name], json };
      const [a, b] = [await one.call(name, input), await other.call(name, input)];
      expect([name, json, b.text.replaceAll(there.root, here.root), b.next]).toEqual([name, json, a.text, a.next]);
    }
  }
  for (const r of [here, there]) expect(r.ka(['page', 'k.html', '--trees', '0'], { env: NOW }).code).toBe(0);
  expect(there.read('k.html')).toBe(here.read('k.html'));
  expect(here.read('k.html')).toContain('reviewer');
});
