// Arms that the hook assigns: each session's arm by a hash, its text really handed over, the arm on its record and digest.
import { appendFileSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { armOf, assignArms } from '../../src/experiments/assign.ts';
import type { RunningExperiment } from '../../src/experiments/running.ts';
import { type Repo, repo } from '../repo.ts';
import { at, DAY, digestOf, kaAt } from './simulated.ts';

const FIXTURES = join(import.meta.dirname, '..', 'fixtures', 'claude');
const T0 = Date.parse('2026-11-19T08:00:00Z');
const FILES = {
  'agents/tdd.md': '---\nname: tdd\ndescription: Test first.\n---\nWrite the test first.\n',
  '.kaizen/agents/main/memory.md': '---\nagent: main\n---\n## What works\n- 2026-11-20: small steps\n',
  '.kaizen/agents/tdd/memory.md': '---\nagent: tdd\n---\n## What works\n- 2026-11-20: one test file\n',
};

function world(words: readonly string[]) {
  const project = repo(FILES);
  const made = kaAt(project, T0, ['exp', 'new', '--bind', 'alternate', '--no-sync', '--json', ...words]);
  const { experiment } = made.json();
  const folder = join(project.home, '.claude', 'projects', 'x');
  mkdirSync(folder, { recursive: true });
  const fire = (session: string, name: string, more: Record<string, unknown> = {}, time = T0 + DAY) =>
    project.ka(['hook', 'claude'], {
      input: JSON.stringify({
        session_id: session,
        transcript_path: join(folder, `${session}.jsonl`),
        cwd: project.root,
        hook_event_name: name,
        ...more,
      }),
      env: { KA_NOW: at(time) },
    });
  const put = (session: string): void =>
    copyFileSync(join(FIXTURES, 'growing.jsonl'), join(folder, `${session}.jsonl`));
  const said = (ran: { out: string; json: () => any }): string =>
    ran.out === '' ? '' : ran.json().hookSpecificOutput.additionalContext;
  const records = (agent: string): any[] => {
    const path = join(project.root, '.kaizen/metrics', agent, 'executions.jsonl');
    return existsSync(path)
      ? readFileSync(path, 'utf8')
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line))
      : [];
  };
  return { project, id: experiment.id as string, fire, put, said, records };
}

/** A session id of each arm. */
const inArm = (experiment: string, arm: string): string =>
  Array.from({ length: 50 }, (_, i) => `session-${i}`).find((one) => armOf(experiment, one) === arm)!;

const log = ({ root }: Repo): string => {
  const path = join(root, '.kaizen/local/hook.log');
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
};

test('brief off and on: the control gets none, the treatment its brief, both have their arm on the record', () => {
  const { project, id, fire, put, said, records } = world(['--hypothesis', 'the brief reduces tokens by 10%']);
  const arms = { control: inArm(id, 'control'), treatment: inArm(id, 'treatment') };
  expect(said(fire(arms.control, 'SessionStart', { source: 'startup' }))).toBe('');
  expect(said(fire(arms.treatment, 'SessionStart', { source: 'startup' }))).toContain('small steps');
  for (const session of Object.values(arms)) {
    put(session);
    fire(session, 'Stop');
    fire(session, 'SessionEnd', { reason: 'other' });
  }
  expect(log(project)).toBe('');
  const byId = Object.fromEntries(records('main').map((record) => [record.session_id, record.arms]));
  expect(byId).toEqual({ [arms.control]: { [id]: 'control' }, [arms.treatment]: { [id]: 'treatment' } });
  // The digest that a sync writes later carries it too.
  const synced = project.ka(['sessions', 'sync', '--from', join(project.home, '.claude/projects/x')], {
    env: { KA_NOW: at(T0 + 3 * DAY) },
  });
  expect(synced.code).toBe(0);
  const report = kaAt(project, T0 + 5 * DAY, ['exp', 'report', '--no-sync', '--json']).json();
  expect([report.arms.control.sessions + report.arms.treatment.sessions, report.excluded]).toEqual([2, []]);
});

test('subagents share the arm of their session; their brief too', () => {
  const { id, fire, said } = world(['--hypothesis', 'the brief reduces tokens by 10%']);
  for (const arm of ['control', 'treatment'] as const) {
    const session = inArm(id, arm);
    fire(session, 'SessionStart');
    const told = said(fire(session, 'SubagentStart', { agent_id: 'a1', agent_type: 'tdd' }));
    if (arm === 'control') expect(told).toBe('');
    else expect(told).toContain('one test file');
  }
});

test('a text for each arm, handed over below the brief, also to main without any memory', () => {
  const { project, id, fire, said } = world([
    '--hypothesis',
    'a reminder cuts errors by 20%',
    '--treatment-text',
    'Run one test file first.',
    '--control-text',
    'Work as usual.',
  ]);
  project.git('rm', '-q', '-r', '.kaizen/agents/main');
  expect(said(fire(inArm(id, 'treatment'), 'SessionStart'))).toBe('Run one test file first.');
  expect(said(fire(inArm(id, 'control'), 'SessionStart'))).toBe('Work as usual.');
});

test('an experiment on one agent assigns each of its runs, and leaves all others as they are', () => {
  const { project, id, fire, said } = world(['--agent', 'tdd', '--hypothesis', 'the brief reduces tokens by 10%']);
  const session = 'one-session';
  expect(said(fire(session, 'SessionStart'))).toContain('small steps');
  // Runs chosen by the hash: an experiment's id is drawn anew each time, and any few runs may all share one arm.
  const some = Array.from({ length: 50 }, (_, i) => `a${i}`);
  const of = (arm: string) => some.filter((run) => armOf(id, `${session}/${run}`) === arm);
  const runs = [of('control')[0], of('treatment')[0], of('control')[1]];
  const told = runs.map((agent_id) => said(fire(session, 'SubagentStart', { agent_id, agent_type: 'tdd' })) !== '');
  expect(told).toEqual([false, true, false]);
  const note = JSON.parse(readFileSync(join(project.root, '.kaizen/local/open', session, 'main.json'), 'utf8'));
  expect(note.arms).toEqual({});
});

test('no arm before the start was seen, none once the window is over, none after the conclusion', () => {
  const { project, id, fire, said, put, records } = world(['--hypothesis', 'the brief reduces tokens by 10%']);
  const control = inArm(id, 'control');
  // A session that ka meets in its middle had its brief already.
  put(control);
  fire(control, 'Stop');
  fire(control, 'SessionEnd');
  expect(records('main')[0]).not.toHaveProperty('arms');
  expect(said(fire(`${control}`, 'SessionStart', {}, T0 + 15 * DAY))).toContain('small steps');
  kaAt(project, T0 + 2 * DAY, ['exp', 'conclude', '--no-sync', '--no-memory']);
  const later = Array.from({ length: 50 }, (_, i) => `later-${i}`).find((one) => armOf(id, one) === 'control')!;
  expect(said(fire(later, 'SessionStart'))).toContain('small steps');
});

test('the hot path reads a cached list, made anew when a file changes; without experiments it makes nothing', () => {
  const plain = repo(FILES);
  plain.ka(['hook', 'claude'], {
    input: JSON.stringify({ session_id: 's', cwd: plain.root, hook_event_name: 'SessionStart' }),
  });
  const cached = (root: string): string[] => {
    const folder = join(root, '.kaizen/local/cache');
    return existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith('experiments')) : [];
  };
  expect(cached(plain.root)).toEqual([]);
  const { project, id, fire, said } = world(['--hypothesis', 'the brief reduces tokens by 10%']);
  const control = inArm(id, 'control');
  expect(said(fire(control, 'SessionStart'))).toBe('');
  expect(cached(project.root)).toEqual(['experiments.json']);
  const path = `.kaizen/experiments/${id}.md`;
  appendFileSync(join(project.root, path), '\nA note.\n');
  project.write(path, project.read(path).replace('status: running', 'status: archived'));
  const other = Array.from({ length: 50 }, (_, i) => `other-${i}`).find((one) => armOf(id, one) === 'control')!;
  expect(said(fire(other, 'SessionStart'))).toContain('small steps');
  // A broken file keeps nobody from working.
  project.write(path, 'no frontmatter at all');
  expect(said(fire('third', 'SessionStart'))).toContain('small steps');
  expect(log(project)).toBe('');
});

test('arms fall evenly, independently of each other, and by nothing but experiment and session', () => {
  const sessions = Array.from({ length: 2000 }, (_, i) => `s-${i}`);
  const share = (id: string): number => sessions.filter((one) => armOf(id, one) === 'treatment').length / 2000;
  for (const id of ['exp_00000001', 'exp_00000002']) expect(Math.abs(share(id) - 0.5)).toBeLessThan(0.04);
  const same = sessions.filter((one) => armOf('exp_00000001', one) === armOf('exp_00000002', one)).length / 2000;
  expect(Math.abs(same - 0.5)).toBeLessThan(0.04);
  const running: RunningExperiment[] = [
    {
      id: 'exp_1',
      hypothesis: 'h',
      agent: null,
      created: at(T0),
      alternate: { arms: { control: { brief: false }, treatment: { brief: true } }, until: at(T0 + DAY) },
    },
    { id: 'exp_2', hypothesis: 'h', agent: null, created: at(T0), alternate: null },
  ];
  expect(Object.keys(assignArms(running, 'main', 's', 's', at(T0)))).toEqual(['exp_1']);
  expect(assignArms(running, 'main', 's', 's', at(T0 + DAY))).toEqual({});
});

test('arms more unequal than chance allows are pointed out', () => {
  const { project, id } = world(['--hypothesis', 'the brief reduces tokens by 10%']);
  const lines = Array.from({ length: 60 }, (_, i) =>
    digestOf({
      id: `s${i}`,
      started: at(T0 + i * 60_000),
      start: null,
      tokens: 1000 + i,
      more: { arms: { [id]: i < 50 ? 'control' : 'treatment' } },
    }),
  );
  project.write('.kaizen/sessions/2026-11.jsonl', `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`);
  const said = kaAt(project, T0 + 2 * DAY, ['exp', 'report', '--no-sync']).out.replace(/\s+/g, ' ');
  expect(said).toContain('more unequal than chance allows');
});

test('other tools: who takes text at the start gets an arm, who takes none gets none', () => {
  const { project, id } = world(['--hypothesis', 'the brief reduces tokens by 10%']);
  const session = Array.from({ length: 50 }, (_, i) => `0199a000-0000-7000-8000-0000000000${10 + i}`).find(
    (one) => armOf(id, one) === 'treatment',
  )!;
  const fire = (tool: string, payload: Record<string, unknown>) =>
    project.ka(['hook', tool], {
      input: JSON.stringify({ cwd: project.root, ...payload }),
      env: { KA_NOW: at(T0 + DAY) },
    });
  const told = fire('codex', {
    session_id: session,
    hook_event_name: 'SessionStart',
    source: 'startup',
    transcript_path: null,
  });
  expect(told.out).toContain('small steps');
  const note = (name: string) =>
    JSON.parse(readFileSync(join(project.root, '.kaizen/local/open', name, 'main.json'), 'utf8'));
  expect(note(session).arms).toEqual({ [id]: 'treatment' });
  fire('goose', { session_id: 'goose-1', event: 'SessionStart', hook_event_name: 'SessionStart' });
  expect(note('goose-1').arms).toEqual({});
});
