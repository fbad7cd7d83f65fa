import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Ran, type Repo, repo } from '../repo.ts';

const FIXTURES = join(import.meta.dirname, '..', 'fixtures', 'claude');
const AGENT = '---\nname: tdd-workflow\ndescription: Test first.\n---\nWrite the test first.\n';
const MEMORY = '---\nagent: tdd-workflow\nupdated: 2026-11-20\n---\n## What works\n- 2026-11-20: small steps\n';
const FILES = { 'agents/tdd-workflow.md': AGENT, '.kaizen/agents/tdd-workflow/memory.md': MEMORY };
const SESSION = '5e55105e-0000-4000-8000-000000000001';

/** A repository and a Claude Code that sends the payloads that the real one was seen to send. */
function claude(files: Record<string, string> = FILES) {
  const project = repo(files);
  const folder = join(project.home, '.claude', 'projects', 'shop');
  const transcript = join(folder, `${SESSION}.jsonl`);
  const agentFile = (id: string): string => join(folder, SESSION, 'subagents', `agent-${id}.jsonl`);
  const put = (fixture: string, path: string): void => {
    mkdirSync(dirname(path), { recursive: true });
    copyFileSync(join(FIXTURES, fixture), path);
  };
  const fire = (name: string, more: Record<string, unknown> = {}, env: Record<string, string> = {}): Ran =>
    project.ka(['hook', 'claude'], {
      input: JSON.stringify({
        session_id: SESSION,
        transcript_path: transcript,
        cwd: project.root,
        hook_event_name: name,
        ...more,
      }),
      env: { KA_NOW: '2026-11-20T10:00:00Z', ...env },
    });
  const records = (agent: string, root = project.root): Array<Record<string, any>> => {
    const path = join(root, '.kaizen', 'metrics', agent, 'executions.jsonl');
    if (!existsSync(path)) return [];
    return readFileSync(path, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
  };
  return { project, transcript, agentFile, put, fire, records };
}

const subagent = (id: string, file: string) => ({
  agent_id: id,
  agent_type: 'tdd-workflow',
  agent_transcript_path: file,
});
const context = (ran: Ran): string => ran.json().hookSpecificOutput.additionalContext;
const quiet = (ran: Ran): void => expect([ran.code, ran.out, ran.err]).toEqual([0, '', '']);
const log = ({ root }: Repo): string => {
  const path = join(root, '.kaizen', 'local', 'hook.log');
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
};

describe('a session with a subagent', () => {
  it('orients the subagent, and leaves one record of each run', () => {
    const { project, transcript, agentFile, put, fire, records } = claude();
    const head = project.git('rev-parse', 'HEAD').trim();
    quiet(fire('SessionStart', { source: 'startup' }));
    const start = fire('SubagentStart', { agent_id: 'ne57ed', agent_type: 'tdd-workflow' });
    expect(start.json().hookSpecificOutput.hookEventName).toBe('SubagentStart');
    expect(context(start)).toContain('small steps');
    put('parent/subagents/agent-ne57ed.jsonl', agentFile('ne57ed'));
    quiet(fire('SubagentStop', subagent('ne57ed', agentFile('ne57ed'))));
    put('growing.jsonl', transcript);
    quiet(fire('Stop'));
    expect(records('main')).toEqual([]);
    quiet(fire('SessionEnd', { reason: 'other' }));
    expect(log(project)).toBe('');
    const [sub] = records('tdd-workflow');
    expect(sub).toMatchObject({
      agent: 'tdd-workflow',
      session_id: `${SESSION}/ne57ed`,
      parent: `claude:${SESSION}`,
      success: null,
      source: 'hook',
      execution_time_s: 2,
      tokens: { input: 1, output: 70, cache_read: 1, cache_write: 1 },
      tool_calls: 0,
      harness: 'claude',
      harness_version: '2.1.328',
      model: 'claude-sonnet-4-5-20250929',
      recorded_at: '2026-11-20T09:00:12.000Z',
      timestamp: '2026-11-20T09:00:10.000Z',
      git: { start: head, end: head, branch: 'main', dirty: null },
    });
    expect(sub!.definition).toMatch(/^[0-9a-f]{64}$/);
    const [main] = records('main');
    expect(main).toMatchObject({
      session_id: SESSION,
      success: null,
      tool_calls: 1,
      tool_errors: 0,
      execution_time_s: 7,
      tokens: { input: 15, output: 150, cache_read: 3000, cache_write: 200 },
      price: 'table:2026-09-23',
      // 15 x 3 + 150 x 15 + 3000 x 0.30 + 200 x 3.75 dollars per million
      cost_usd: 0.003945,
    });
    expect(main).not.toHaveProperty('parent');
    expect([records('main').length, records('tdd-workflow').length]).toEqual([1, 1]);
  });

  it('writes the same bytes however often an end is told, and one line more for a later turn', () => {
    const { transcript, put, fire, project } = claude();
    const file = '.kaizen/metrics/main/executions.jsonl';
    fire('SessionStart');
    put('growing.jsonl', transcript);
    fire('SessionEnd');
    const once = project.read(file);
    project.git('commit', '-q', '--allow-empty', '-m', 'later');
    for (const name of ['SessionEnd', 'Stop', 'SessionEnd', 'SessionStart', 'SessionEnd']) quiet(fire(name));
    expect(project.read(file)).toBe(once);
    appendFileSync(transcript, readFileSync(join(FIXTURES, 'turns.jsonl')));
    fire('Stop');
    fire('SessionEnd');
    expect(project.read(file).startsWith(once)).toBe(true);
    expect(project.read(file).trimEnd().split('\n')).toHaveLength(2);
  });

  it('tells two runs of one agent apart', () => {
    const { agentFile, put, fire, records } = claude();
    for (const id of ['one', 'two']) fire('SubagentStart', { agent_id: id, agent_type: 'tdd-workflow' });
    for (const id of ['two', 'one']) {
      put('agent-be51de01.jsonl', agentFile(id));
      fire('SubagentStop', subagent(id, agentFile(id)));
    }
    expect(records('tdd-workflow').map((record) => record.session_id)).toEqual([`${SESSION}/two`, `${SESSION}/one`]);
  });

  it('takes in the subagent that ended after the first Stop, and one whose end never came', () => {
    const { transcript, agentFile, put, fire, records } = claude();
    fire('SessionStart');
    fire('SubagentStart', { agent_id: 'slow', agent_type: 'plugin:tdd' });
    put('growing.jsonl', transcript);
    fire('Stop');
    put('agent-be51de01.jsonl', agentFile('slow'));
    expect(records('plugin..tdd')).toEqual([]);
    fire('SessionEnd');
    expect(records('plugin..tdd')).toHaveLength(1);
  });
});

describe('an outcome that the run itself records', () => {
  it('ends in the same record as the hooks', () => {
    const { project, agentFile, put, fire, records } = claude();
    fire('SessionStart');
    fire('SubagentStart', { agent_id: 'a1', agent_type: 'tdd-workflow' });
    const env = { CLAUDE_CODE_SESSION_ID: SESSION };
    expect(project.ka(['metrics', 'record', 'tdd-workflow', '--success'], { env }).code).toBe(0);
    put('agent-be51de01.jsonl', agentFile('a1'));
    quiet(fire('SubagentStop', subagent('a1', agentFile('a1'))));
    expect(new Set(records('tdd-workflow').map((record) => record.id)).size).toBe(1);
  });

  it('finds its run by the id that was printed, where several were open', () => {
    const { project, agentFile, put, fire, records } = claude();
    for (const id of ['a1', 'a2']) fire('SubagentStart', { agent_id: id, agent_type: 'tdd-workflow' });
    const said = project.ka(['metrics', 'record', 'tdd-workflow', '--success'], {
      env: { CLAUDE_CODE_SESSION_ID: SESSION },
    });
    const id = /x_[0-9a-f]{20}/.exec(said.out + said.err)![0];
    for (const run of ['a1', 'a2']) put('agent-be51de01.jsonl', agentFile(run));
    const text = readFileSync(join(FIXTURES, 'tools.jsonl'), 'utf8').replace('x_0123456789abcdef0123', id);
    writeFileSync(agentFile('a2'), text);
    for (const run of ['a1', 'a2']) quiet(fire('SubagentStop', subagent(run, agentFile(run))));
    const lines = records('tdd-workflow');
    const own = lines.filter((line) => line.session_id === `${SESSION}/a2`);
    expect(own.some((line) => line.success === true && line.outcome_by === 'caller')).toBe(true);
    expect(lines.filter((line) => line.id === id && line.void)).toHaveLength(1);
    expect(lines.some((line) => line.session_id === `${SESSION}/a1` && line.success)).toBe(false);
  });

  it('leaves a record alone whose id it merely shows', () => {
    const { project, agentFile, fire, records } = claude();
    const id = /x_[0-9a-f]{20}/.exec(project.ka(['metrics', 'record', 'tdd-workflow', '--failure']).out)![0];
    fire('SubagentStart', { agent_id: 'a1', agent_type: 'tdd-workflow' });
    const text = readFileSync(join(FIXTURES, 'tools.jsonl'), 'utf8').replace('x_0123456789abcdef0123', id);
    mkdirSync(dirname(agentFile('a1')), { recursive: true });
    writeFileSync(agentFile('a1'), text);
    quiet(fire('SubagentStop', subagent('a1', agentFile('a1'))));
    const lines = records('tdd-workflow');
    expect(lines.filter((line) => line.void)).toEqual([]);
    expect(lines.find((line) => line.session_id === `${SESSION}/a1`)!.success).toBeNull();
  });
});

describe('the name of a run', () => {
  it('stays when the session goes on under another, so that nothing is counted twice', () => {
    const { transcript, put, fire, records } = claude();
    put('tools.jsonl', transcript);
    fire('SessionStart');
    quiet(fire('SessionEnd', { reason: 'exit' }));
    fire('SessionStart', { source: 'resume', agent_type: 'tdd-workflow' });
    quiet(fire('SessionEnd', { reason: 'exit', agent_type: 'tdd-workflow' }));
    expect([records('main').length, records('tdd-workflow').length]).toEqual([1, 0]);
  });

  it('is that of its start, also where the end does not tell it', () => {
    const { agentFile, put, fire, records } = claude();
    fire('SubagentStart', { agent_id: 'a1', agent_type: 'tdd-workflow' });
    put('agent-be51de01.jsonl', agentFile('a1'));
    quiet(fire('SubagentStop', { agent_id: 'a1', agent_transcript_path: agentFile('a1') }));
    expect([records('tdd-workflow').length, records('unnamed').length]).toEqual([1, 0]);
  });

  it('has its numbers, also where the transcript comes after the end', () => {
    const { transcript, agentFile, put, fire, records } = claude();
    put('tools.jsonl', transcript);
    fire('SessionStart');
    fire('SubagentStart', { agent_id: 'a1', agent_type: 'tdd-workflow' });
    quiet(fire('SubagentStop', { agent_id: 'a1', agent_type: 'tdd-workflow' }));
    put('agent-be51de01.jsonl', agentFile('a1'));
    quiet(fire('SessionEnd', { reason: 'exit' }));
    expect(records('tdd-workflow').at(-1)!.tokens.output).toBeGreaterThan(0);
  });
});

describe('success', () => {
  it.each([
    ['api-error.jsonl', false],
    ['api-error-overcome.jsonl', null],
    ['aborted.jsonl', null],
    ['growing.jsonl', null],
  ])('%s: %s', (fixture, success) => {
    const { transcript, put, fire, records } = claude();
    put(fixture, transcript);
    quiet(fire('SessionEnd'));
    expect(records('main')[0]!.success).toBe(success);
  });

  it('makes no record of a session that called no model', () => {
    const { transcript, fire, records } = claude();
    fire('SessionStart');
    mkdirSync(dirname(transcript), { recursive: true });
    writeFileSync(transcript, '{"type":"mode"}\n');
    quiet(fire('SessionEnd'));
    expect(records('main')).toEqual([]);
  });
});

describe('a run whose end never came', () => {
  it('is written by the next start, once it was silent for half an hour', () => {
    const { transcript, put, fire, records } = claude();
    fire('SessionStart');
    put('growing.jsonl', transcript);
    fire('Stop');
    const next = { session_id: 'next' };
    const silent = new Date(Date.now() + 31 * 60_000).toISOString();
    quiet(fire('SessionStart', next, { KA_NOW: new Date().toISOString() }));
    expect(records('main')).toEqual([]);
    quiet(fire('SessionStart', next, { KA_NOW: silent }));
    expect(records('main')).toMatchObject([{ session_id: SESSION, source: 'sweep', execution_time_s: 7 }]);
    quiet(fire('SessionStart', next, { KA_NOW: silent }));
    expect(records('main')).toHaveLength(1);
  });

  it.runIf(existsSync('/proc/self/stat'))('is written at once where its harness is gone', () => {
    const { project, transcript, put, fire, records } = claude();
    put('growing.jsonl', transcript);
    const program = join(import.meta.dirname, '..', '..', process.env.KA_DIST ?? 'dist', 'ka.cjs');
    const payload = {
      session_id: SESSION,
      transcript_path: transcript,
      cwd: project.root,
      hook_event_name: 'SessionStart',
    };
    // A harness of its own, which is gone when this returns.
    const harness = `require('node:child_process').spawnSync(process.execPath, [${JSON.stringify(program)}, 'hook', 'claude'], {input: process.argv[1]})`;
    spawnSync(process.execPath, ['-e', harness, JSON.stringify(payload)], {
      cwd: project.root,
      env: { PATH: process.env.PATH },
    });
    quiet(fire('SessionStart', { session_id: 'next' }, { KA_NOW: new Date().toISOString() }));
    expect(records('main')).toMatchObject([{ session_id: SESSION, source: 'sweep' }]);
  });
});

describe('where records go', () => {
  it('writes to the main worktree from a linked one, even when that is gone', () => {
    const { project, agentFile, put, fire, records } = claude();
    const tree = join(dirname(project.root), 'tree');
    project.git('worktree', 'add', '-q', tree, '-b', 'side');
    fire('SubagentStart', { agent_id: 'a1', agent_type: 'tdd-workflow', cwd: tree });
    put('agent-be51de01.jsonl', agentFile('a1'));
    rmSync(tree, { recursive: true });
    quiet(fire('SubagentStop', { ...subagent('a1', agentFile('a1')), cwd: tree }));
    expect(records('tdd-workflow')).toMatchObject([{ git: { branch: 'side' } }]);
  });

  it('does nothing where nobody uses ka', () => {
    const { project, transcript, put, fire } = claude({ 'a.txt': 'a' });
    put('growing.jsonl', transcript);
    for (const name of ['SessionStart', 'SubagentStart', 'Stop', 'SessionEnd']) quiet(fire(name));
    expect(readdirSync(project.root).sort()).toEqual(['.git', 'a.txt']);
  });
});

describe('a collector', () => {
  const collecting = AGENT.replace(
    '---\nWrite',
    'metrics:\n  collect: {command: "touch ran", parse: exit-code}\n---\nWrite',
  );
  it('runs after the end of its agent only where the user approved it', async () => {
    for (const trusted of [false, true]) {
      const { project, agentFile, put, fire, records } = claude({ ...FILES, 'agents/tdd-workflow.md': collecting });
      if (trusted) expect(project.ka(['metrics', 'collect', 'tdd-workflow', '--trust']).code).toBe(0);
      rmSync(join(project.root, 'ran'), { force: true });
      put('agent-be51de01.jsonl', agentFile('a1'));
      quiet(fire('SubagentStop', subagent('a1', agentFile('a1'))));
      const collected = () =>
        records('tdd-workflow').some((record) => record.source === 'collect' && record.session_id === `${SESSION}/a1`);
      for (let wait = 0; wait < (trusted ? 100 : 10) && !collected(); wait++)
        await new Promise((done) => setTimeout(done, 50));
      expect([collected(), existsSync(join(project.root, 'ran'))]).toEqual([trusted, trusted]);
    }
  });
});

describe('failing open', () => {
  it.each([
    ['nothing', ''],
    ['garbage', 'hello'],
    ['bytes', Buffer.from([0, 255, 254])],
    ['a list', '[]'],
    ['no session', '{}'],
  ])('%s on stdin', (_, input) => {
    const { project } = claude();
    quiet(project.ka(['hook', 'claude'], { input }));
    quiet(project.ka(['hook', 'emacs'], { input }));
  });

  it('says nothing in a read-only .kaizen', () => {
    const { project, transcript, put, fire } = claude();
    put('growing.jsonl', transcript);
    rmSync(join(project.root, '.kaizen'), { recursive: true });
    project.write('.kaizen/local', 'a file where a folder should be');
    for (const name of ['SessionStart', 'Stop', 'SessionEnd']) quiet(fire(name));
    chmodSync(join(project.root, '.kaizen'), 0o500);
    for (const name of ['SessionStart', 'Stop', 'SessionEnd']) quiet(fire(name));
    chmodSync(join(project.root, '.kaizen'), 0o700);
  });

  it('survives a cursor, a note and a log that somebody broke', () => {
    const { project, transcript, put, fire, records } = claude();
    fire('SessionStart');
    put('growing.jsonl', transcript);
    fire('Stop');
    const folder = `.kaizen/local/open/${SESSION}`;
    for (const name of readdirSync(join(project.root, folder))) project.write(`${folder}/${name}`, '{"ino":1}\n{"part');
    quiet(fire('SessionEnd'));
    expect(records('main')).toMatchObject([{ tokens: { output: 150 } }]);
  });
});

describe('the cursor', () => {
  it('comes to the same totals in steps as at once, also over a rewritten file', () => {
    const stepwise = claude();
    const text = readFileSync(join(FIXTURES, 'tools.jsonl'), 'utf8');
    mkdirSync(dirname(stepwise.transcript), { recursive: true });
    for (let at = 0; at < text.length; at += 700) {
      writeFileSync(stepwise.transcript, text.slice(0, at));
      stepwise.fire('Stop');
    }
    writeFileSync(stepwise.transcript, text);
    stepwise.fire('SessionEnd');
    const whole = claude();
    whole.put('tools.jsonl', whole.transcript);
    whole.fire('SessionEnd');
    const plain = (record: Record<string, any>) => ({ ...record, git: null });
    expect(stepwise.records('main').map(plain)).toEqual(whole.records('main').map(plain));
  });
});

describe('a long transcript', () => {
  it('counts what stands far behind the cursor once, also when a resume repeats it', () => {
    const line = (n: number, output: number): string =>
      `${JSON.stringify({ type: 'assistant', timestamp: '2026-11-20T09:00:01.000Z', message: { id: `msg_${n}`, model: 'claude-haiku-4-5', stop_reason: 'end_turn', usage: { input_tokens: 1, output_tokens: output }, content: [{ type: 'tool_use', id: `toolu_${n}`, name: 'Read', input: 'x'.repeat(2000) }] } })}\n`;
    const { transcript, fire, records, project } = claude();
    mkdirSync(dirname(transcript), { recursive: true });
    for (const part of [0, 1, 0, 2]) {
      for (let n = 0; n < 500; n++) appendFileSync(transcript, line(part * 500 + n, 3));
      fire('Stop');
    }
    // The beginning of the file lies 4 MB back: its ids are settled.
    expect(project.read(`.kaizen/local/open/${SESSION}/main.seen`)).toContain('\nmsg_1\n');
    appendFileSync(transcript, line(1, 3) + line(1600, 5));
    fire('SessionEnd');
    expect(records('main')[0]).toMatchObject({ tokens: { input: 1501, output: 4505 }, tool_calls: 1501 });
  });
});

it('keeps what the fixtures hold apart from what the repository holds', () => {
  const { project, transcript, fire } = claude();
  cpSync(join(FIXTURES, 'tools.jsonl'), transcript, { recursive: true });
  fire('SessionEnd');
  expect(project.read('.kaizen/metrics/main/executions.jsonl')).not.toMatch(/old_string|\/srv|go"/);
});
