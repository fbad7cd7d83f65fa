import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRun } from '../../src/sessions/runs/transcript.ts';
import { scratch } from '../repo.ts';

const FIXTURES = join(import.meta.dirname, '..', 'fixtures', 'claude');
const run = (name: string, part?: 'own' | 'sidechain' | 'all') => readRun(join(FIXTURES, `${name}.jsonl`), part);
const SONNET = 'claude-sonnet-4-5-20250929';
const output = (totals: ReturnType<typeof readRun>) => totals.models[SONNET]?.output;

describe('tokens', () => {
  it('counts a reply that spans several lines once, with its largest count', () => {
    expect(run('growing').models).toEqual({
      [SONNET]: { input: 15, output: 150, reasoning: 0, cache_read: 3000, cache_write: 200, cache_write_1h: 0 },
    });
  });

  it('counts what a resume copied into the file once', () => {
    const totals = run('resumed');
    expect(output(totals)).toBe(77);
    expect([totals.tool_calls, totals.errors]).toEqual([1, { Bash: 1 }]);
  });

  it('keeps requests above 200,000 tokens of context apart, since makers charge more', () => {
    const tokens = run('compacted').models[SONNET]!;
    expect([tokens.cache_read, tokens.long?.cache_read]).toEqual([360000, 210000]);
  });

  it('flags counts that were cut off in mid-stream', () => {
    const folder = scratch();
    const [prompt, first] = readFileSync(join(FIXTURES, 'growing.jsonl'), 'utf8').split('\n');
    writeFileSync(join(folder, 's.jsonl'), `${prompt}\n${first}\n`);
    expect(readRun(join(folder, 's.jsonl')).flags).toEqual(['partial']);
    expect(run('growing').flags).toEqual([]);
  });
});

describe('subagents', () => {
  it('leaves lines that old versions wrote inline out of the session', () => {
    const own = run('inline');
    expect([output(own), own.tool_calls, own.tool_errors, own.working_ms]).toEqual([70, 1, 0, 8000]);
    const side = run('inline', 'sidechain');
    expect([output(side), side.tool_calls, side.errors, side.working_ms]).toEqual([990, 1, { Read: 1 }, 3000]);
  });

  it('reads a file of its own, beside the session or below it', () => {
    for (const name of ['agent-be51de01', 'parent/subagents/agent-ne57ed']) expect(output(run(name))).toBe(70);
  });

  it('adds what the compaction call cost to its session, and nothing else of it', () => {
    const totals = run('parent');
    expect([output(totals), totals.ended, totals.lines]).toEqual([1020, '2026-11-20T09:00:02.000Z', 2]);
  });
});

describe('how a run ended', () => {
  it.each([
    ['growing', 'ended'],
    ['api-error', 'failed'],
    ['api-error-overcome', 'ended'],
    ['aborted', 'aborted'],
    ['turns', 'open'],
  ])('%s: %s', (name, status) => expect(run(name).status).toBe(status));

  it('takes no synthetic reply for a model', () => {
    expect(Object.keys(run('api-error').models)).toEqual([SONNET]);
  });
});

describe('time', () => {
  it('adds up turns, without the idle time between them', () => {
    expect(run('turns').working_ms).toBe(15_000);
  });

  it('takes the earliest and the latest timestamp, whatever the order of the lines', () => {
    const totals = run('out-of-order');
    expect([totals.started, totals.ended]).toEqual(['2026-11-20T08:59:40.000Z', '2026-11-20T09:00:33.000Z']);
    expect(totals.working_ms).toBe(13_000);
  });

  it('ignores what is no prompt: summaries of a compaction, notes of the program', () => {
    expect(run('compacted').working_ms).toBe(9000);
  });
});

describe('tools', () => {
  it('matches results by id and counts errors by tool', () => {
    const totals = run('tools');
    expect([totals.tool_calls, totals.errors]).toEqual([3, { Edit: 1, Bash: 1 }]);
  });

  it('matches a result that was written before its call', () => {
    expect(run('out-of-order').errors).toEqual({ Bash: 1 });
  });

  it('remembers the ids that ka printed in the run', () => {
    expect(run('tools').printed_ids).toEqual(['x_0123456789abcdef0123']);
    expect(run('growing').printed_ids).toEqual([]);
  });
});

describe('lines', () => {
  it('counts types that it does not know', () => {
    expect(run('unknown').unknown).toEqual({ 'brand-new': 2, hologram: 1 });
  });

  it('reads two objects on one line, and what follows a torn one', () => {
    const totals = run('lost-newline');
    expect([output(totals), totals.lines, totals.bad_lines]).toEqual([25, 3, 1]);
  });

  it('names the branch that was worked on last', () => {
    expect(run('folders').branch).toBe('side');
  });

  it('lets a half-written last line wait, and takes one that lacks only its newline', () => {
    const file = join(scratch(), 's.jsonl');
    const text = readFileSync(join(FIXTURES, 'growing.jsonl'), 'utf8').trimEnd();
    writeFileSync(file, text);
    expect(output(readRun(file))).toBe(150);
    writeFileSync(file, text.slice(0, -40));
    expect([output(readRun(file)), readRun(file).bad_lines]).toEqual([120, 0]);
  });

  it('skips a line above 8 MiB, counts it and goes on', () => {
    const file = join(scratch(), 's.jsonl');
    const text = readFileSync(join(FIXTURES, 'growing.jsonl'), 'utf8');
    writeFileSync(file, `{"type":"user","x":"${'y'.repeat(8 * 1024 * 1024)}"}\n${text}`);
    appendFileSync(file, `{"type":"user","x":"${'z'.repeat(9 * 1024 * 1024)}`);
    const totals = readRun(file);
    expect([output(totals), totals.bad_lines, totals.flags]).toEqual([150, 1, ['long-lines']]);
  });

  it('survives what is no transcript at all', () => {
    const file = join(scratch(), 's.jsonl');
    writeFileSync(file, Buffer.from([0, 255, 10, 123, 10, 91, 93, 10, 34, 10, 10, 13, 10]));
    expect(readRun(file)).toMatchObject({ models: {}, started: null, bad_lines: 4, lines: 4, status: 'open' });
    writeFileSync(file, '');
    expect(readRun(file)).toMatchObject({ models: {}, lines: 0 });
    writeFileSync(
      file,
      '{"type":"assistant","message":{"id":"m","model":"__proto__","usage":{"input_tokens":5},"content":[null,{"type":"tool_use","id":"t","name":"constructor"}]}}\n' +
        '{"type":"user","message":{"content":[null,{"type":"tool_result","tool_use_id":"t","is_error":true}]}}\n',
    );
    expect(readRun(file)).toMatchObject({ models: {}, tool_calls: 1, errors: { constructor: 1 } });
    expect({}).not.toHaveProperty('input');
  });
});
