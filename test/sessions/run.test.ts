import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Repo, repo } from '../repo.ts';
import { recordsOf, replyId, sessionId, transcriptPath } from './transcripts.ts';

const PROGRAM = join(import.meta.dirname, '..', '..', process.env.KA_DIST ?? 'dist', 'ka.cjs');
const ID = sessionId('run');

/** A coding tool that leaves a transcript as Claude Code does, commits, prints, and ends as it is told. */
function fakeTool(at: Repo): string {
  const path = join(at.home, 'tool.mjs');
  writeFileSync(
    path,
    `import { mkdirSync, writeFileSync } from 'node:fs';
     import { dirname } from 'node:path';
     import { execFileSync } from 'node:child_process';
     const [, , code, ...flags] = process.argv;
     const base = { sessionId: '${ID}', cwd: process.cwd(), isSidechain: false, version: '2.1.0', uuid: 'u', parentUuid: null };
     const usage = { input_tokens: 50, output_tokens: 5, cache_read_input_tokens: 0, cache_creation_input_tokens: 0 };
     const reply = { id: '${replyId('run')}', type: 'message', role: 'assistant', model: 'claude-sonnet-4-5-20250929', content: [{ type: 'text', text: 'ok' }], stop_reason: 'end_turn', usage };
     const now = () => new Date().toISOString();
     const lines = [
       { ...base, type: 'user', timestamp: now(), message: { role: 'user', content: 'go' } },
       { ...base, type: 'assistant', uuid: 'v', timestamp: now(), requestId: 'r', message: reply },
     ];
     const path = ${JSON.stringify(transcriptPath(at, ID))};
     if (!flags.includes('silent')) {
       mkdirSync(dirname(path), { recursive: true });
       writeFileSync(path, lines.map((line) => JSON.stringify(line) + '\\n').join(''));
     }
     if (flags.includes('commit')) execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.invalid', 'commit', '-q', '--allow-empty', '-m', 'work']);
     if (flags.includes('edit')) writeFileSync('new.txt', 'x');
     if (flags.includes('wait')) {
       for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => { process.stdout.write(signal); process.exit(7); });
       setTimeout(() => {}, 60000);
     } else process.exitCode = Number(code);
     process.stdout.write('out:' + flags.join(','));
     process.stderr.write('err');`,
  );
  return path;
}
const READY = { '.kaizen/config.yaml': '{}\n', 'agents/tdd.md': '---\nname: tdd\ndescription: d\n---\nbody\n' };
const run = (at: Repo, words: string[], ...flags: string[]) =>
  at.ka(['run', '--report', join(at.home, 'report.json'), ...flags, '--', process.execPath, fakeTool(at), ...words]);
const report = (at: Repo) => JSON.parse(readFileSync(join(at.home, 'report.json'), 'utf8'));

test('the session that a command made: exact commits, exit code, agent; its streams untouched', () => {
  const at = repo(READY);
  const start = at.git('rev-parse', 'HEAD').trim();
  const ran = run(at, ['3', 'commit', '--json', '--help'], '--agent', 'tdd');
  const end = at.git('rev-parse', 'HEAD').trim();
  expect([ran.code, ran.out]).toEqual([3, 'out:commit,--json,--help']);
  expect(ran.err).toMatch(/^err.*of tdd: claude session/s);
  const [record, ...more] = recordsOf(at);
  expect(more).toEqual([]);
  expect(end).not.toBe(start);
  expect(record).toMatchObject({ agent: 'tdd', session_id: ID, source: 'run', success: null, tokens: { input: 50 } });
  expect(record).toMatchObject({ git: { start, end, branch: 'main', dirty: false }, metadata: { exit_code: 3 } });
  expect(record.definition).toMatch(/^[0-9a-f]{64}$/);
  const { session, exit_code, git } = report(at);
  expect({ exit_code, git }).toEqual({ exit_code: 3, git: { start, end, branch: 'main', dirty: false } });
  expect(session).toMatchObject({ agent: 'tdd', agent_by: 'run', git: { start, end, dirty: false, bound_by: 'run' } });
  // Reading it again changes nothing.
  expect(at.ka(['sessions', 'sync', '--json']).json()).toMatchObject({ own: 0, records: 0, unfinished: [] });
});

test('what is not committed is said; .kaizen itself does not count', () => {
  const at = repo(READY);
  at.write('.kaizen/odd.txt', 'x');
  run(at, ['0', 'edit']);
  expect(report(at).git.dirty).toBe(true);
  const clean = repo(READY);
  clean.write('.kaizen/odd.txt', 'x');
  run(clean, ['0']);
  expect(report(clean).git.dirty).toBe(false);
});

test('a report replaces an earlier one, and no file of somebody else: then nothing is run', () => {
  const at = repo(READY);
  const reportTo = (file: string) =>
    at.ka(['run', '--report', file, '--', process.execPath, '-e', 'require("fs").writeFileSync("ran", "")']);
  at.write('mine.json', '{"name": "mine", "exit_code": 0}\n');
  for (const file of ['mine.json', 'agents/tdd.md']) {
    const before = at.read(file);
    const said = `${file} exists and is no report of ka's. Nothing was written.`;
    expect(reportTo(file)).toMatchObject({ code: 2, err: expect.stringContaining(said) });
    expect([at.read(file), existsSync(join(at.root, 'ran'))]).toEqual([before, false]);
  }
  for (let n = 0; n < 2; n++) expect(reportTo('run.json').code).toBe(0);
  expect(JSON.parse(at.read('run.json'))).toMatchObject({ exit_code: 0 });
});

test("--json goes to standard error, since standard output is the command's", () => {
  const at = repo(READY);
  const ran = at.ka(['run', '--json', '--', process.execPath, fakeTool(at), '0']);
  expect(ran.out).toBe('out:');
  expect(JSON.parse(ran.err.slice(ran.err.indexOf('{')))).toMatchObject({ exit_code: 0, session: { session_id: ID } });
});

test('a command that leaves no transcript: a record for the agent that was named, none for nobody', () => {
  const at = repo(READY);
  expect(run(at, ['0', 'silent']).err).toContain('no session of this repository was found');
  expect(recordsOf(at)).toEqual([]);
  run(at, ['1', 'silent'], '--agent', 'tdd');
  expect(recordsOf(at)).toMatchObject([{ agent: 'tdd', success: null, source: 'run', metadata: { exit_code: 1 } }]);
});

test('the collector of the agent judges the run', () => {
  const collect = 'metrics:\n  primary: {name: ok, target: 1}\n  collect: {command: "true", parse: exit-code}\n';
  const at = repo({ ...READY, 'agents/tdd.md': `---\nname: tdd\ndescription: d\n${collect}---\nbody\n` });
  expect(run(at, ['1'], '--agent', 'tdd').code).toBe(1);
  expect(recordsOf(at)).toMatchObject([{ success: true, outcome_by: 'collector', session_id: ID }]);
  expect(report(at).collected).toBeTruthy();
});

test('a collector that its file misspells is said, and not run', () => {
  const collect = 'metrics:\n  primary: {name: ok, target: 1}\n  collect: {command: "true", parse: exitcode}\n';
  const at = repo({ ...READY, 'agents/tdd.md': `---\nname: tdd\ndescription: d\n${collect}---\nbody\n` });
  const said = /agents\/tdd\.md: .*exitcode/;
  expect(run(at, ['0'], '--agent', 'tdd').err).toMatch(said);
  expect(at.ka(['metrics', 'collect', 'tdd'])).toMatchObject({ code: 2, err: expect.stringMatching(said) });
});

test('what the collector measured and no record can hold is named beside the rest', () => {
  const collect =
    'metrics:\n  primary: {name: ok, target: 1, unit: ratio}\n  collect: {command: "echo 97", parse: number}\n';
  const at = repo({ ...READY, 'agents/tdd.md': `---\nname: tdd\ndescription: d\n${collect}---\nbody\n` });
  expect(run(at, ['0'], '--agent', 'tdd').err).toContain('ok: 97 is not within 0 to 1');
  expect(recordsOf(at)).toMatchObject([{ success: true, outcome_by: 'collector' }]);
});

test('what a hook recorded under main moves to the agent that the caller of run named', () => {
  const at = repo(READY);
  const hook = (name: string): string =>
    `echo '${JSON.stringify({ session_id: ID, transcript_path: transcriptPath(at, ID), cwd: at.root, hook_event_name: name, source: 'startup', reason: 'other' })}' | ${process.execPath} ${PROGRAM} hook claude`;
  const script = join(at.home, 'ci.sh');
  writeFileSync(script, `${hook('SessionStart')}\n${process.execPath} ${fakeTool(at)} 0\n${hook('SessionEnd')}\n`);
  expect(at.ka(['run', '--agent', 'tdd', '--', 'sh', script]).code).toBe(0);
  expect(recordsOf(at)).toMatchObject([{ agent: 'tdd', session_id: ID, git: { dirty: false } }]);
});

test.each(['SIGTERM', 'SIGINT'] as const)('%s goes to the command, whose own exit code counts', async (signal) => {
  const at = repo(READY);
  const child = spawn(process.execPath, [PROGRAM, 'run', '--', process.execPath, fakeTool(at), '0', 'wait'], {
    cwd: at.root,
    env: { PATH: process.env.PATH!, HOME: at.home },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  child.stdout.on('data', (part) => {
    out += part;
    if (out === 'out:wait') child.kill(signal);
  });
  expect(await new Promise((done) => child.once('close', done))).toBe(7);
  expect(out).toBe(`out:wait${signal}`);
  expect(recordsOf(at)).toMatchObject([{ session_id: ID, metadata: { exit_code: 7 } }]);
});

test('a command that is not there, none at all, a dry run', () => {
  const at = repo(READY);
  expect(at.ka(['run', '--', 'no-such-program'])).toMatchObject({ code: 127, out: '' });
  expect(at.ka(['run', 'claude'])).toMatchObject({ code: 2 });
  expect(at.ka(['run'])).toMatchObject({ code: 2, err: expect.stringContaining('stands behind `--`') });
  expect(at.ka(['run', '--agent', '../x', '--', 'true'])).toMatchObject({ code: 2 });
  expect(at.ka(['run', '--dry-run', '--', 'touch', 'made'])).toMatchObject({ code: 0, out: '' });
  expect(at.git('status', '--porcelain')).toBe('');
});
