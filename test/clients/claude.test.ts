import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { CLIENTS } from './clients.ts';
import { type Desk, desk as deskOf, servedTokens } from './desk.ts';
import { install } from './install.ts';
import type { Conversation, Turn } from './model.ts';

beforeAll(async () => {
  await install(CLIENTS.claude);
});

const AGENT = 'tdd-workflow';
const PLACE = /^[0-9a-f-]{36}\/\w+$/;
const desk = (script: readonly Conversation[], options: Parameters<typeof deskOf>[2] = {}): Promise<Desk> =>
  deskOf(CLIENTS.claude, script, { agents: [AGENT], ...options });
const delegate = (...prompts: string[]): Turn => ({
  text: 'Delegating.',
  calls: prompts.map((prompt) => ({ name: 'Agent', input: { description: prompt, subagent_type: AGENT, prompt } })),
  input: 1200,
  output: 60,
  cacheWrite: 900,
});
const bash = (command: string): Turn['calls'] => [{ name: 'Bash', input: { command, description: 'run it' } }];
const done: Turn = { text: 'All done.', input: 40, output: 9, cacheRead: 900 };
const main = (...turns: Turn[]): Conversation => ({ when: 'MAIN-TASK', turns: [...turns, done] });
/** A run that uses one tool, with numbers of its own. */
const worker = (when: string, n: number, command = 'echo working'): Conversation => ({
  when,
  turns: [
    { text: 'Working.', calls: bash(command), input: 100 + n, output: 20 + n, cacheRead: 7 * n, cacheWrite: 300 },
    { text: `Finished ${when}.`, input: 10 + n, output: 5 + n, cacheRead: 300 },
  ],
});

const summary = (d: Desk): any => d.ka(['metrics', 'show', AGENT, '--json']).json().summary;

test('a subagent starts with its brief; the run leaves one record for it and one for main, with the served tokens', async () => {
  const d = await desk([main(delegate('SUB-ONE')), worker('SUB-ONE', 1)]);
  d.ka(['memory', 'add', AGENT, '--section', 'What works', 'Write the smallest failing test first.']);
  const brief = d.ka(['memory', 'brief', AGENT]).out.trim();
  expect(brief).toContain('Write the smallest failing test first.');

  const run = await d.run('MAIN-TASK');
  expect([run.code, run.err, d.hookLog()]).toEqual([0, '', '']);
  const [request] = d.model.served.filter(({ conversation }) => conversation === 'SUB-ONE');
  expect(request!.body).toContain(JSON.stringify(brief).slice(1, -1));

  const [sub, ...moreSub] = d.records(AGENT);
  const [whole, ...moreMain] = d.records('main');
  expect([moreSub, moreMain]).toEqual([[], []]);
  expect(sub.tokens).toMatchObject(servedTokens(d.model, 'SUB-ONE'));
  expect(whole.tokens).toMatchObject(servedTokens(d.model, 'MAIN-TASK'));
  expect(sub).toMatchObject({
    session_id: expect.stringMatching(PLACE),
    harness: 'claude',
    tool_calls: 1,
    success: null,
  });
  expect(sub.session_id.split('/')[0]).toBe(whole.session_id);
  expect(sub.definition).toMatch(/^[0-9a-f]{64}$/);

  const { count, tokens } = summary(d);
  expect([count, tokens.total]).toEqual([1, expect.objectContaining(servedTokens(d.model, 'SUB-ONE'))]);
  expect(JSON.parse(d.read(`.kaizen/metrics/${AGENT}/summary.json`))).toMatchObject({ count: 1 });
});

test('two runs of one agent in one session are two records', async () => {
  const d = await desk([main(delegate('SUB-ONE', 'SUB-TWO')), worker('SUB-ONE', 1), worker('SUB-TWO', 2)]);
  await d.run('MAIN-TASK');
  const records = d.records(AGENT);
  expect(new Set(records.map(({ session_id }) => session_id)).size).toBe(2);
  const inputs = records.map(({ tokens }) => tokens.input).sort((a, b) => a - b);
  const served = ['SUB-ONE', 'SUB-TWO'].map((name) => servedTokens(d.model, name).input);
  expect([inputs, records.length, d.records('main').length, d.hookLog()]).toEqual([served, 2, 1, '']);
});

test('a subagent that records its own outcome ends in the same one record as its hooks', async () => {
  const d = await desk([
    main(delegate('SUB-ONE')),
    worker('SUB-ONE', 1, `ka metrics record ${AGENT} --success --quality 0.9`),
  ]);
  await d.run('MAIN-TASK');
  const records = d.records(AGENT);
  expect(records).toHaveLength(1);
  expect(records[0]).toMatchObject({ success: true, quality_score: 0.9, outcome_by: 'caller', tool_calls: 1 });
  expect(records[0].tokens).toMatchObject(servedTokens(d.model, 'SUB-ONE'));
  expect(d.records('main')).toHaveLength(1);
  expect([summary(d).count, summary(d).success, d.hookLog()]).toEqual([
    1,
    expect.objectContaining({ n: 1, rate: 1 }),
    '',
  ]);
});

test('two at once, each stating its outcome: each outcome stands with its own run', async () => {
  const record = (flag: string): string => `sleep 0.5; ka metrics record ${AGENT} ${flag}`;
  const d = await desk([
    main(delegate('SUB-ONE', 'SUB-TWO')),
    worker('SUB-ONE', 1, record('--success')),
    worker('SUB-TWO', 2, record('--failure')),
  ]);
  await d.run('MAIN-TASK');
  const byInput = (name: string): any =>
    d.records(AGENT).find(({ tokens }) => tokens?.input === servedTokens(d.model, name).input);
  expect([d.records(AGENT).length, byInput('SUB-ONE')?.success, byInput('SUB-TWO')?.success, d.hookLog()]).toEqual([
    2,
    true,
    false,
    '',
  ]);
});

test('ten runs make optimize speak', async () => {
  const names = Array.from({ length: 10 }, (_, at) => `SUB-${at}-`);
  const d = await desk([
    main(delegate(...names)),
    ...names.map((name, at) => worker(name, at, `ka metrics record ${AGENT} ${at < 7 ? '--failure' : '--success'}`)),
  ]);
  expect(d.ka(['metrics', 'optimize', AGENT])).toMatchObject({ code: 0, out: expect.stringMatching(/\b10\b/) });
  await d.run('MAIN-TASK');
  expect(d.records(AGENT)).toHaveLength(10);
  expect(summary(d)).toMatchObject({ count: 10, success: { n: 10, rate: 0.3 } });
  const { agents } = d.ka(['metrics', 'optimize', AGENT, '--json']).json();
  const { status, recommendations } = agents.find(({ agent }: { agent: string }) => agent === AGENT);
  expect(status).toBe('ok');
  expect(recommendations.map(({ rule }: { rule: string }) => rule).join()).toMatch(/success/);
  expect([recommendations[0].apply.length > 0, recommendations[0].evidence[0].n]).toEqual([true, expect.any(Number)]);
  expect(d.hookLog()).toBe('');
});

test('killed before its end: the next start brings back what the transcripts hold', async () => {
  const slow = worker('SUB-ONE', 1);
  const d = await desk([
    main(delegate('SUB-ONE')),
    { ...slow, turns: [slow.turns[0]!, { ...slow.turns[1]!, delay: 60_000 }] },
    { when: 'NEXT-TASK', turns: [{ text: 'Hello.', input: 3, output: 4 }] },
  ]);
  const { child, ended } = d.start('MAIN-TASK');
  const held = (): boolean =>
    d.model.arrived.filter((name) => name === 'SUB-ONE').length === 2 && d.model.arrived.includes('MAIN-TASK');
  while (!held()) await new Promise((resolve) => setTimeout(resolve, 50));
  await new Promise((resolve) => setTimeout(resolve, 500));
  process.kill(-child.pid!, 'SIGKILL');
  await ended;
  expect(existsSync(join(d.root, '.kaizen/metrics'))).toBe(false);

  await d.run('NEXT-TASK');
  const log = (agent: string): any[] =>
    d
      .read(`.kaizen/metrics/${agent}/executions.jsonl`)
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  expect(log(AGENT)).toMatchObject([
    { success: null, tokens: { input: 101, output: 21, cache_read: 7 }, source: 'sweep' },
  ]);
  const [killed, next] = log('main').sort((a, b) => b.tokens.input - a.tokens.input);
  expect([killed.tokens.input, next.tokens.input, log('main').length, d.hookLog()]).toEqual([
    expect.toBeOneOf([1200, 1240]),
    3,
    2,
    '',
  ]);
});

test('a machine without ka sees no error from the committed hooks', async () => {
  const d = await desk([main(delegate('SUB-ONE')), worker('SUB-ONE', 1)], { ka: false });
  const run = await d.run('MAIN-TASK', '--verbose', '--output-format', 'stream-json');
  expect([run.code, run.err]).toEqual([0, '']);
  expect(run.out).toContain('All done.');
  expect(run.out).not.toMatch(/command not found|hook error|"exit_code":[1-9]/i);
  expect(existsSync(join(d.root, '.kaizen/metrics'))).toBe(false);
  for (const [event, groups] of Object.entries<any>(JSON.parse(d.read('.claude/settings.json')).hooks)) {
    const { command } = groups[0].hooks[0];
    const ran = spawnSync('/bin/sh', ['-c', command], {
      env: { PATH: '/usr/bin:/bin' },
      input: '{}',
      encoding: 'utf8',
    });
    expect([event, ran.status, ran.stdout, ran.stderr]).toEqual([event, 0, '', '']);
  }
});

test('every shipped agent runs in the real client, from its exported file, with its brief', async () => {
  const shipped = readdirSync(join(import.meta.dirname, '../../agents')).map((file) => file.replace(/\.md$/, ''));
  expect(shipped).toHaveLength(15);
  const d = await desk(
    shipped.map((name) => ({ when: `TASK for ${name}.`, turns: [{ text: 'Understood.', input: 50, output: 6 }] })),
    { agents: shipped },
  );
  for (const name of shipped) {
    const prompt = `TASK for ${name}.`;
    const run = await d.run(prompt, '--agent', name);
    expect([name, run.code, run.out.trim()]).toEqual([name, 0, 'Understood.']);
    const { body } = d.model.served.find(({ conversation }) => conversation === prompt)!;
    const paragraph = d.read(`agents/${name}.md`).split('\n---\n')[1]!.trim().split('\n')[0]!;
    expect(body).toContain(JSON.stringify(paragraph).slice(1, -1));
    const brief = d.ka(['memory', 'brief', name]).out.trim().split('\n')[0]!;
    expect(body).toContain(JSON.stringify(brief).slice(1, -1));
    const records = d.records(name);
    expect([name, records.length, records[0]?.tokens.input]).toEqual([name, 1, 50]);
  }
  expect(d.hookLog()).toBe('');
});
