#!/usr/bin/env node
// Prints the table of design.md 10: whole processes, rounds interleaved, the median of the ratios within a round.
// It judges nothing and never fails a build. `--short` runs fewer rounds.
import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { transcriptLine, writeRecords, writeTranscript } from './sample.mjs';

const short = process.argv.includes('--short');
const ROUNDS = short ? 9 : 31;
const KA = resolve('dist/ka.cjs');
const work = mkdtempSync(join(tmpdir(), 'ka-bench-'));
// NODE_EXTRA_CA_CERTS adds about 100 ms to each start of Node 20 and would hide what is measured.
const env = { PATH: process.env.PATH, HOME: work };

const project = (name) => {
  const root = join(work, name);
  mkdirSync(join(root, '.kaizen'), { recursive: true });
  execFileSync('git', ['init', '-q', '-b', 'main', root], { env });
  return root;
};

function run({ args, cwd, input = '' }) {
  const start = process.hrtime.bigint();
  const ran = spawnSync(process.execPath, args, { cwd: cwd ?? work, env, input });
  const ms = Number(process.hrtime.bigint() - start) / 1e6;
  if (ran.status !== 0) throw new Error(`${args.join(' ')}: exit ${ran.status}\n${ran.stderr}`);
  return ms;
}

const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
};

/** A against B, in turn; `before` prepares each round and is not timed. */
function compare({ name, bar, a, b, before = () => {}, rounds = ROUNDS }) {
  const ratios = [];
  const times = { a: [], b: [] };
  for (let round = -1; round < rounds; round++) {
    before();
    const swap = round % 2 === 0;
    const first = run(swap ? b : a);
    const second = run(swap ? a : b);
    const [ta, tb] = swap ? [second, first] : [first, second];
    if (round < 0) continue;
    ratios.push(ta / tb);
    times.a.push(ta);
    times.b.push(tb);
  }
  return { name, bar, ratio: median(ratios), ms: median(times.a), against_ms: median(times.b), rounds };
}

function seconds({ name, bar, a, before = () => {}, rounds }) {
  const all = [];
  for (let round = 0; round < rounds; round++) {
    before();
    all.push(run(a));
  }
  return { name, bar, ms: median(all), rounds };
}

const node = { args: ['-e', '0'] };
const record = (cwd) => ({
  args: [KA, 'metrics', 'record', 'tdd-workflow', '--success', '--time', '12', '--quality', '0.9'],
  cwd,
});

const empty = project('empty');
const ten = project('ten');
const many = project('many');
const log = (root) => join(root, '.kaizen/metrics/tdd-workflow/executions.jsonl');
writeRecords(log(ten), 'tdd-workflow', 10);
writeRecords(log(many), 'tdd-workflow', 100_000);
run(record(ten));
run(record(many));

const stop = (cwd, session, transcript) => ({
  args: [KA, 'hook', 'claude'],
  cwd,
  input: JSON.stringify({
    session_id: session,
    transcript_path: transcript,
    cwd,
    hook_event_name: 'Stop',
    stop_hook_active: false,
  }),
});
const hookRoot = project('hook');
const clean = () => rmSync(join(hookRoot, '.kaizen/local'), { recursive: true, force: true });
const five = join(work, 'five.jsonl');
writeTranscript(five, 'five', hookRoot, 5_000_000);
const fifty = join(work, 'fifty.jsonl');
let turns = writeTranscript(fifty, 'fifty', hookRoot, 50_000_000);
const oneMoreTurn = () => {
  for (const part of [0, 1, 2])
    appendFileSync(fifty, `${JSON.stringify(transcriptLine('fifty', hookRoot, turns, part))}\n`);
  turns++;
};

const results = [
  compare({ name: 'bare node against bare node (noise)', bar: null, a: node, b: node }),
  compare({ name: 'ka metrics record, against node -e 0', bar: 1.4, a: record(empty), b: node }),
  compare({ name: 'the same with 100,000 earlier records, against 10', bar: 1.2, a: record(many), b: record(ten) }),
  compare({
    name: 'ka hook on Stop, new 5 MB transcript, against node -e 0',
    bar: 3,
    a: stop(hookRoot, 'five', five),
    b: node,
    before: clean,
  }),
];
run(stop(hookRoot, 'fifty', fifty));
results.push(
  compare({
    name: 'ka hook on Stop, one more turn of 50 MB, against node -e 0',
    bar: 1.6,
    a: stop(hookRoot, 'fifty', fifty),
    b: node,
    before: oneMoreTurn,
  }),
  compare({
    name: 'ka memory brief, against node -e 0',
    bar: 1.5,
    a: { args: [KA, 'memory', 'brief', 'tdd-workflow'], cwd: ten },
    b: node,
  }),
  seconds({
    name: 'ka metrics record after a merge: one rebuild of 100,000 records',
    bar: 1200,
    a: record(many),
    rounds: 3,
    before: () => rmSync(join(many, '.kaizen/local'), { recursive: true, force: true }),
  }),
  seconds({
    name: 'ka metrics optimize over 100,000 records',
    bar: 2000,
    a: { args: [KA, 'metrics', 'optimize'], cwd: many },
    rounds: 3,
  }),
);

const machine = {
  node: process.version,
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memory_gib: Math.round(totalmem() / 2 ** 30),
  platform: `${process.platform} ${process.arch}`,
};
console.log(`${machine.node}, ${machine.cores} x ${machine.cpu}, ${machine.memory_gib} GiB, ${machine.platform}\n`);
for (const { name, bar, ratio, ms } of results) {
  const value = ratio === undefined ? `${(ms / 1000).toFixed(2)} s` : `${ratio.toFixed(2)} x`;
  const limit = bar === null ? '' : ratio === undefined ? `bar ${(bar / 1000).toFixed(1)} s` : `bar ${bar} x`;
  console.log(`${value.padStart(8)}  ${limit.padEnd(10)}  ${name}`);
}
const date = new Date().toISOString().slice(0, 10);
mkdirSync('bench/results', { recursive: true });
const file = `bench/results/${date}${short ? '-short' : ''}.json`;
writeFileSync(file, `${JSON.stringify({ schema_version: 1, date, machine, results }, null, 2)}\n`);
console.log(`\nwritten to ${file}`);
rmSync(work, { recursive: true, force: true });
