#!/usr/bin/env node
// Writes templates/sample/transcripts/ from the table below, in the format of Claude Code 2.1 (one line per content
// block, all lines of a reply with one message id, output tokens growing between them). Same table, same bytes.
import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const OUT = new URL('../templates/sample/transcripts', import.meta.url).pathname;
const SONNET = 'claude-sonnet-4-5-20250929';
const OPUS = 'claude-opus-4-5-20251101';

/** Runs: start, model, replies of the subagent, seconds per reply, failed Bash calls, share of tests that pass, task. `end`: how it stopped. */
const RUNS = [
  ['2026-10-12T09:15:00Z', SONNET, 8, 27, 1, 1, 'add up a cart'],
  ['2026-10-13T13:30:00Z', OPUS, 10, 33, 1, 1, 'refuse an empty article number'],
  ['2026-10-14T10:20:00Z', SONNET, 9, 26, 1, 1, 'sort the lines by article'],
  ['2026-10-15T15:05:00Z', SONNET, 11, 30, 2, 0.95, 'round the discount of a line'],
  ['2026-10-16T09:50:00Z', OPUS, 11, 34, 2, 1, 'read prices with a thousands separator'],
  ['2026-10-19T11:25:00Z', SONNET, 9, 25, 0, 1, 'print a cart as text'],
  ['2026-10-20T14:10:00Z', OPUS, 9, 32, 1, 1, 'keep two carts apart'],
  ['2026-10-21T09:35:00Z', SONNET, 8, 28, 1, 1, 'count the articles of a cart'],
  ['2026-10-22T16:00:00Z', OPUS, 12, 35, 3, 0.92, 'convert prices with tax to prices without'],
  ['2026-10-23T10:45:00Z', SONNET, 10, 29, 1, 1, 'remove a line from a cart'],
  ['2026-10-26T13:15:00Z', OPUS, 10, 31, 1, 1, 'merge equal lines'],
  ['2026-10-27T09:25:00Z', SONNET, 9, 27, 1, 1, 'refuse a discount above one'],
  ['2026-11-02T09:10:00Z', SONNET, 9, 28, 1, 1, 'add a discount by line'],
  ['2026-11-03T13:40:00Z', SONNET, 12, 31, 2, 0.94, 'round half cents away from zero'],
  ['2026-11-04T08:55:00Z', SONNET, 8, 25, 0, 1, 'format amounts with two digits'],
  ['2026-11-05T15:20:00Z', OPUS, 10, 33, 1, 1, 'refuse a negative count'],
  ['2026-11-06T10:05:00Z', SONNET, 15, 36, 4, 0.88, 'split a cart by tax rate'],
  ['2026-11-09T09:30:00Z', SONNET, 14, 37, 4, 0.92, 'convert the price list to a second currency'],
  ['2026-11-10T14:15:00Z', OPUS, 11, 35, 2, 1, 'report an unknown article by its number'],
  ['2026-11-11T11:00:00Z', SONNET, 14, 38, 5, 0.91, 'apply vouchers after discounts'],
  ['2026-11-12T16:45:00Z', SONNET, 4, 22, 1, null, 'cache the parsed price list', 'api-error'],
  ['2026-11-13T09:20:00Z', OPUS, 14, 36, 3, 0.94, 'round the tax per rate'],
  ['2026-11-16T10:50:00Z', SONNET, 16, 37, 5, 0.86, 'convert between currencies'],
  ['2026-11-17T13:05:00Z', OPUS, 9, 32, 1, 1, 'print the total per tax rate'],
  ['2026-11-18T15:35:00Z', SONNET, 13, 34, 3, 0.93, 'round once for the whole cart'],
  ['2026-11-19T09:45:00Z', OPUS, 13, 35, 3, 0.95, 'show amounts in two currencies'],
];
const AUDITS = [
  ['2026-11-05T16:30:00Z', SONNET, 5, 20, 0, 0.9, 'audit the discount rules'],
  ['2026-11-12T17:30:00Z', SONNET, 6, 21, 0, 1, 'audit the tax rules'],
];

const hex = (text, length) => createHash('sha256').update(text).digest('hex').slice(0, length);
const uuid = (text) => hex(text, 32).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-a$4-$5');

function writer(base) {
  const lines = [];
  let parent = null;
  let count = 0;
  const push = (line, clock) => {
    const id = uuid(`${base.seed}/${count++}`);
    const { seed, ...envelope } = base;
    lines.push({ parentUuid: parent, ...envelope, ...line, uuid: id, timestamp: new Date(clock).toISOString() });
    parent = id;
  };
  const user = (content, clock, more = {}) =>
    push({ type: 'user', message: { role: 'user', content }, ...more }, clock);
  /** One reply: a line per block; the output count grows and is final on the last line. */
  const reply = (name, model, blocks, usage, clock, stop) => {
    for (const [at, block] of blocks.entries()) {
      const last = at === blocks.length - 1;
      const message = {
        model,
        id: `msg_01${hex(`${base.seed}/${name}`, 22)}`,
        type: 'message',
        role: 'assistant',
        content: [block],
        stop_reason: last ? stop : null,
        stop_sequence: null,
        usage: {
          ...usage,
          output_tokens: last ? usage.output_tokens : Math.min(5, usage.output_tokens),
          service_tier: 'standard',
        },
      };
      push({ message, requestId: `req_01${hex(`${base.seed}/${name}/r`, 22)}`, type: 'assistant' }, clock + at * 400);
    }
  };
  return { lines, push, user, reply };
}

const usage = (input, output, read, write) => ({
  input_tokens: input,
  cache_creation_input_tokens: write,
  cache_read_input_tokens: read,
  cache_creation: { ephemeral_5m_input_tokens: write, ephemeral_1h_input_tokens: 0 },
  output_tokens: output,
});

/** What the agent records as its last step: the outcome it saw, as its definition asks it to. */
function closing(agent, pass) {
  const metric = agent === 'tdd-workflow' ? `test-pass-rate=${pass}:1` : `confirmed-findings=${pass}:0.8`;
  const reached = agent === 'tdd-workflow' ? pass === 1 : pass >= 0.8;
  const quality = reached ? 0.9 : Math.round((pass - 0.3) * 100) / 100;
  return `ka metrics record ${agent} ${reached ? '--success' : '--failure'} --quality ${quality} --metric ${metric}`;
}

function subagent(agent, session, [start, model, replies, pace, failures, pass, task, end], agentId) {
  const base = {
    isSidechain: true,
    userType: 'external',
    cwd: '{{CWD}}',
    sessionId: session,
    version: '2.1.39',
    gitBranch: 'main',
    agentId,
  };
  const w = writer({ ...base, seed: `${session}/${agentId}` });
  let clock = Date.parse(start) + 9000;
  w.user(`Use the ${agent} way of working: ${task}.`, clock);
  for (let at = 0; at < replies; at++) {
    const last = at === replies - 1;
    const tool = `toolu_01${hex(`${session}/${agentId}/${at}`, 22)}`;
    clock += pace * 1000 - 4000;
    const tokens = usage(
      4 + (at % 3),
      180 + ((at * 137) % 420),
      11000 + at * 2300,
      at === 0 ? 9800 : 1500 + ((at * 71) % 600),
    );
    const record = last && pass !== null;
    const command = record ? closing(agent, pass) : at % 3 === 2 ? null : 'npm test';
    const call = command
      ? {
          type: 'tool_use',
          id: tool,
          name: 'Bash',
          input: { command, description: record ? 'Record the outcome' : 'Run the tests' },
        }
      : { type: 'tool_use', id: tool, name: 'Read', input: { file_path: '{{CWD}}/src/cart.js' } };
    w.reply(
      `m${at}`,
      model,
      [{ type: 'text', text: record ? 'Recording the outcome.' : `Step ${at + 1} of the cycle.` }, call],
      tokens,
      clock,
      'tool_use',
    );
    clock += 3000;
    const failed = !record && command !== null && at <= failures * 1.5 && at < failures * 2;
    const content = failed ? 'Exit code 1\n1 test failed' : command ? 'ok' : 'export function total(lines) {';
    w.user([{ tool_use_id: tool, type: 'tool_result', content, ...(failed ? { is_error: true } : {}) }], clock);
  }
  clock += 1000;
  if (end === 'api-error') {
    const message = {
      id: uuid(`${session}/error`),
      model: '<synthetic>',
      role: 'assistant',
      type: 'message',
      stop_reason: 'stop_sequence',
      stop_sequence: '',
      usage: { input_tokens: 0, output_tokens: 0, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 },
      content: [{ type: 'text', text: 'API Error: 529 overloaded' }],
    };
    w.push({ type: 'assistant', message, isApiErrorMessage: true }, clock + 20000);
  } else {
    w.reply(
      'end',
      model,
      [{ type: 'text', text: `Done: ${task}.` }],
      usage(3, 160, 12000 + replies * 2300, 700),
      clock,
      'end_turn',
    );
  }
  return { lines: w.lines, ended: clock };
}

function session(agent, run) {
  const [start, model, , , , , task] = run;
  const id = uuid(`${agent}/${start}`);
  const agentId = `a${hex(`${id}/${agent}`, 7)}`;
  const child = subagent(agent, id, run, agentId);
  const w = writer({
    isSidechain: false,
    userType: 'external',
    cwd: '{{CWD}}',
    sessionId: id,
    version: '2.1.39',
    gitBranch: 'main',
    seed: id,
  });
  const clock = Date.parse(start);
  const tool = `toolu_01${hex(`${id}/task`, 22)}`;
  w.user(`Please ${task}.`, clock);
  const input = { subagent_type: agent, description: task, prompt: `Use the ${agent} way of working: ${task}.` };
  w.reply(
    'call',
    model,
    [{ type: 'tool_use', id: tool, name: 'Task', input }],
    usage(5, 240, 9000, 5200),
    clock + 6000,
    'tool_use',
  );
  w.user(
    [{ tool_use_id: tool, type: 'tool_result', content: [{ type: 'text', text: `Done: ${task}.` }] }],
    child.ended + 2000,
    {
      toolUseResult: { status: run[7] ? 'failed' : 'completed', agentId, totalDurationMs: child.ended - clock - 9000 },
    },
  );
  w.reply(
    'end',
    model,
    [{ type: 'text', text: `The agent has finished: ${task}.` }],
    usage(4, 90, 14400, 600),
    child.ended + 6000,
    'end_turn',
  );
  const text = (lines) => lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  mkdirSync(join(OUT, id, 'subagents'), { recursive: true });
  writeFileSync(join(OUT, `${id}.jsonl`), text(w.lines));
  writeFileSync(join(OUT, id, 'subagents', `agent-${agentId}.jsonl`), text(child.lines));
  writeFileSync(
    join(OUT, id, 'subagents', `agent-${agentId}.meta.json`),
    `${JSON.stringify({ agentType: agent, description: task })}\n`,
  );
}

rmSync(OUT, { recursive: true, force: true });
for (const run of RUNS) session('tdd-workflow', run);
for (const run of AUDITS) session('price-auditor', run);
