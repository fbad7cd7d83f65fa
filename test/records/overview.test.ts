import { expect, test } from 'vitest';
import { repo } from '../repo.ts';
import { added, told, written } from './made.ts';

test('the overview names what is under way, what blocks it, lessons and overdue forecasts', () => {
  const at = repo();
  const task = added(at, 'task', ...told('Fix the login'));
  const failed = added(at, 'task', ...told('Broken one'));
  added(at, 'verification', '--of', failed, '--conclusion', 'VERIFICATION_FAILED', '--summary', 'Two tests fail.');
  const learning = added(at, 'learning', ...told('Tables drift'));
  const due = added(at, 'forecast', '--claim', 'Half the time.', '--probability', '0.7', '--due', '2026-01-01');
  const later = added(at, 'forecast', '--claim', 'Not due yet.', '--probability', '0.7', '--due', '2099-01-01');
  const { out } = at.ka(['overview']);
  expect(out).toContain(`- ${task}: Fix the login [S· A· V· M✓ I·]`);
  const legend = '(scope, adapt, verify, manage, improve: · lacks something; see ka record savmi)';
  expect(out).toContain(`\n${legend}\n`);
  expect(legend.length).toBeLessThanOrEqual(80);
  expect(out).toMatch(
    new RegExp(`## Open blockers\\n\\n- ${failed}: Broken one \\(VERIFICATION_FAILED: Two tests fail`),
  );
  expect(out).toContain(`- ${learning}: Tables drift`);
  expect([out.includes(due), out.includes(later)]).toEqual([true, false]);
  // A later verdict clears the blocker.
  added(at, 'verification', '--of', failed, '--conclusion', 'VERIFIED_ACCEPTABLE', '--summary', 'Both pass now.');
  expect(at.ka(['overview']).out).not.toContain('Open blockers');
});

test('where nothing is open, the overview does not say that there are no records', () => {
  const at = repo();
  expect(at.ka(['overview']).out).toMatch(/^No managed records yet\.\n/);
  added(at, 'decision', ...told('Use plain files'));
  expect(at.ka(['overview']).out).toMatch(/^Nothing is open in \d+ records: /);
});

test('a task that was done and is found wanting since blocks again', () => {
  const at = repo();
  const task = added(at, 'task', ...told('Fix the login'));
  const verdict = (conclusion: string) =>
    added(at, 'verification', '--of', task, '--conclusion', conclusion, '--summary', 'Looked.');
  verdict('VERIFIED_ACCEPTABLE');
  at.ka(['record', 'update', task, '--status', 'done']);
  expect(at.ka(['overview']).out).not.toContain(task);
  verdict('VERIFICATION_FAILED');
  expect(at.ka(['overview']).out).toContain(`- ${task}: Fix the login (done, but VERIFICATION_FAILED: Looked.)`);
});

test('however much there is, the overview stays below 2,000 tokens', () => {
  const at = repo();
  const long = 'a rather long title that says many things at once '.repeat(4).trim();
  for (let n = 0; n < 30; n++) {
    const created = `2026-11-${String(1 + (n % 28)).padStart(2, '0')}T09:00:00.000Z`;
    for (const [kind, prefix] of [
      ['task', 't'],
      ['gotcha', 'g'],
      ['learning', 'l'],
      ['learned', 'ld'],
    ] as const)
      written(at, kind, prefix, created, {
        title: `${n} ${long}`,
        summary: long,
        status: n % 3 === 0 && kind === 'task' ? 'blocked' : 'active',
      });
    written(at, 'forecast', 'fc', created, {
      summary: long,
      probability: 0.5,
      due: '2026-01-01T00:00:00.000Z',
      status: 'open',
    });
  }
  const { out } = at.ka(['overview']);
  expect(out.length / 4).toBeLessThan(2000);
  expect(out).toContain('… and 12 more');
});

test('savmi says what each layer of a task has and what it lacks', () => {
  const at = repo({ 'src/a.ts': '' });
  const task = added(
    at,
    'task',
    ...told('Fix the login'),
    '--criteria',
    'npm test passes',
    '--evidence',
    'path:src/a.ts',
  );
  const layers = (): Record<string, string[]> =>
    Object.fromEntries(
      at
        .ka(['record', 'savmi', '--task', task, '--json'])
        .json()
        .layers.map((one: any) => [one.layer, one.missing]),
    );
  expect(layers()).toEqual({
    scope: [],
    adapt: ['a plan'],
    verify: ['an accepted verdict'],
    manage: [],
    improve: ['a lesson'],
  });
  added(at, 'plan', ...told('How'), '--task', task);
  const packet = added(at, 'subagent-packet', '--summary', 'Read it.', '--task', task);
  added(at, 'verification', '--of', task, '--conclusion', 'VERIFIED_ACCEPTABLE', '--summary', 'It passes.');
  added(at, 'gotcha', ...told('It was slow'), '--task', task);
  expect(layers()).toEqual({
    scope: [],
    adapt: [`an answer to ${packet}`],
    verify: [],
    manage: [],
    improve: ['1 gotcha to promote'],
  });
  added(at, 'subagent-packet', '--type', 'ingest', '--summary', 'Read.', '--task', task, '--reply-to', packet);
  expect(layers().adapt).toEqual([]);
});

test('a forecast is overdue for its task as it is in the overview: by the clock, until an outcome is there', () => {
  const at = repo();
  const task = added(at, 'task', ...told('Fix the login'));
  const due = ['--claim', 'Half the time.', '--probability', '0.7', '--due', '2099-01-01', '--task', task];
  const forecast = added(at, 'forecast', ...due);
  const late = { env: { KA_NOW: '2100-01-01T00:00:00.000Z' } };
  const says = (options = {}) => [
    at.ka(['record', 'savmi', '--task', task], options).out.includes('1 overdue forecast'),
    at.ka(['overview'], options).out.includes(forecast),
  ];
  expect([says(), says(late)]).toEqual([
    [false, false],
    [true, true],
  ]);
  added(at, 'outcome', '--forecast', forecast, '--result', '1', '--summary', 'It held.');
  expect(says(late)).toEqual([false, false]);
});

test('private rules: the weightiest first, those of a trigger, never committed', () => {
  const at = repo();
  added(at, 'policy', ...told('Later'), '--priority', 'low');
  added(at, 'policy', ...told('Migrations'), '--trigger', 'migration', '--priority', 'critical');
  added(at, 'policy', ...told('First'), '--priority', 'high');
  const retired = added(at, 'policy', ...told('Gone'));
  at.ka(['record', 'update', retired, '--status', 'retired']);
  const titles = (...args: string[]): string[] =>
    at
      .ka(['X5', ...args, '--json'])
      .json()
      .records.map((one: any) => one.title);
  expect(titles()).toEqual(['Migrations', 'First', 'Later']);
  expect(titles('--trigger', 'release')).toEqual(['First', 'Later']);
  expect(titles('--limit', '1')).toEqual(['Migrations']);
  expect(at.git('status', '--porcelain', '--untracked-files=all')).not.toContain('policy');
});

test('lessons that match the agent or a path stand in its brief', () => {
  const at = repo({ 'src/auth/a.ts': '' });
  const own = added(at, 'learning', ...told('Own lesson'), '--agent', 'debugging');
  const ofPath = added(at, 'learning', ...told('Path lesson'), '--paths', 'src/auth');
  const everybody = added(at, 'learning', ...told('General lesson'));
  added(at, 'learning', ...told('Foreign lesson'), '--agent', 'coach');
  const brief = (...args: string[]): string => at.ka(['memory', 'brief', 'debugging', ...args]).out;
  expect(brief()).toContain(
    `## Lessons\n\n- Own lesson: Own lesson in a sentence. (not confirmed yet) (${own})\n- General lesson`,
  );
  expect([brief().includes(ofPath), brief().includes('Foreign')]).toEqual([false, false]);
  const withPath = brief('--path', 'src/auth/a.ts');
  expect(
    [own, ofPath, everybody]
      .map((id) => withPath.indexOf(id))
      .every((at, n, all) => at > 0 && (n === 0 || at > all[n - 1]!)),
  ).toBe(true);
});

test('a session starts with the overview and the private rules, if the config says so', () => {
  const at = repo({ '.kaizen/config.yaml': 'records:\n  session_start: [overview, policy]\n' });
  const task = added(at, 'task', ...told('Fix the login'));
  added(at, 'policy', ...told('Ask first'));
  const event = JSON.stringify({ hook_event_name: 'SessionStart', session_id: 's1', cwd: at.root, source: 'startup' });
  const start = (): string => at.ka(['hook', 'claude'], { input: event }).out;
  const said = JSON.parse(start()).hookSpecificOutput.additionalContext;
  expect([said.includes(task), said.includes('- Ask first (normal')]).toEqual([true, true]);
  at.write('.kaizen/agents/main/memory.md', '---\nagent: main\n---\n## What works\n\n- 2026-11-20: small steps\n');
  at.write('.kaizen/kinds/task.yaml', 'kind: [task\n');
  const withoutTasks = start();
  expect([withoutTasks.includes('small steps'), withoutTasks.includes(task)]).toEqual([true, false]);
  expect(at.read('.kaizen/local/hook.log')).toContain('.kaizen/kinds/task.yaml');
  at.write('.kaizen/config.yaml', '');
  expect(start()).not.toContain(task);
});
