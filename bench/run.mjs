#!/usr/bin/env node
// Prints the table of design.md 10: whole processes, rounds interleaved, the median of the ratios within a round.
// It judges nothing and never fails a build. `--short` runs fewer rounds; `--only WORDS` runs the rows whose name holds
// these words, prints them and writes no file.
import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { CORPUS_ROWS, measureCorpus } from './corpus.mjs';
import { writeDigests } from './digests.mjs';
import { writeManyRecords } from './records.mjs';
import { makeRepository } from './repository.mjs';
import { experiment, transcriptLine, writeRecords, writeTranscript } from './sample.mjs';

const short = process.argv.includes('--short');
const at = process.argv.indexOf('--only');
const only = at < 0 ? [] : process.argv.slice(at + 1).filter((word) => !word.startsWith('--'));
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

/** How much longer A takes than B, in the same rounds. */
function beyond({ name, bar, a, b, rounds }) {
  const [longer, whole] = [[], []];
  for (let round = 0; round < rounds; round++) {
    const [ta, tb] = [run(a), run(b)];
    longer.push(ta - tb);
    whole.push(ta);
  }
  return { name, bar, ms: median(longer), whole_ms: median(whole), rounds };
}

const node = { args: ['-e', '0'] };
const record = (cwd) => ({
  args: [KA, 'metrics', 'record', 'tdd-workflow', '--success', '--time', '12', '--quality', '0.9'],
  cwd,
});

/** Another word on one session each time, so that each adds a line to what its record is folded from. */
let told = 0;
const update = (cwd) => ({
  get args() {
    return [KA, 'metrics', 'record', 'tdd-workflow', '--session', 'recent', '--success', '--time', String(++told)];
  },
  cwd,
});

const log = (root) => join(root, '.kaizen/metrics/tdd-workflow/executions.jsonl');

/** A project with `n` records whose state is in place. */
const recorded = (name, n) => {
  const root = project(name);
  if (n > 0) writeRecords(log(root), 'tdd-workflow', n);
  run(record(root));
  return root;
};

/** Made when the first row asks for it: a single row must not wait for what the others need. */
const made = new Map();
const once = (name, make) => {
  if (!made.has(name)) made.set(name, make());
  return made.get(name);
};
const empty = () => once('empty', () => project('empty'));
const ten = () => once('ten', () => recorded('ten', 10));
const many = () => once('many', () => recorded('many', 100_000));

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

/** A hook's project and a transcript of about that many bytes. */
const session = (name, bytes) =>
  once(name, () => {
    const root = project(name);
    const path = join(work, `${name}.jsonl`);
    return { name, root, path, turns: writeTranscript(path, name, root, bytes), stop: stop(root, name, path) };
  });
const forget = (root) => rmSync(join(root, '.kaizen/local'), { recursive: true, force: true });
const oneMoreTurn = (of) => {
  for (const part of [0, 1, 2])
    appendFileSync(of.path, `${JSON.stringify(transcriptLine(of.name, of.root, of.turns, part))}\n`);
  of.turns++;
};

/** A history of 50,000 commits on 20,000 files within 70 days, so that all of it counts for churn; its making takes a minute or two. */
const large = () =>
  once('large', () => {
    const root = project('large');
    makeRepository(root, { files: 20_000, commits: 50_000, minutes: 2, env });
    return root;
  });
/** 10,000 sessions of one week. */
const busy = () =>
  once('busy', () => {
    const root = project('busy');
    makeRepository(root, { files: 3000, commits: 200, minutes: 200, env });
    writeDigests(root, 10_000);
    run(retro(root));
    return root;
  });
const retro = (cwd) => ({ args: [KA, 'retro', '--no-sync'], cwd });

/** A project of so many managed records, half of them tasks. */
const managed = (count) =>
  once(`managed ${count}`, () => {
    const root = project(`managed-${count}`);
    writeManyRecords(root, count, { env, ka: KA });
    return root;
  });
const ask = (cwd, ...words) => ({ args: [KA, 'record', ...words], cwd });
const addTask = (cwd) => ask(cwd, 'add', 'task', '--title', 'Fix it', '--summary', 'It is broken.', '--body', 'Now.');

const ROWS = {
  'bare node against bare node (noise)': (row) => compare({ ...row, bar: null, a: node, b: node }),
  'ka metrics record, against node -e 0': (row) => compare({ ...row, bar: 1.4, a: record(empty()), b: node }),
  'the same with 100,000 earlier records, against 10': (row) =>
    compare({ ...row, bar: 1.2, a: record(many()), b: record(ten()) }),
  'ka metrics record on a recent session with 100,000 earlier records, against 10': (row) =>
    compare({ ...row, bar: 1.2, a: update(many()), b: update(ten()) }),
  'ka hook on Stop, new 5 MB transcript, against node -e 0': (row) => {
    const five = session('five', 5_000_000);
    return compare({ ...row, bar: 3, a: five.stop, b: node, before: () => forget(five.root) });
  },
  'ka hook on Stop, one more turn of 50 MB, against node -e 0': (row) => {
    const fifty = session('fifty', 50_000_000);
    run(fifty.stop);
    return compare({ ...row, bar: 1.6, a: fifty.stop, b: node, before: () => oneMoreTurn(fifty) });
  },
  'ka memory brief, against node -e 0': (row) =>
    compare({ ...row, bar: 1.5, a: { args: [KA, 'memory', 'brief', 'tdd-workflow'], cwd: ten() }, b: node }),
  'ka metrics record after a merge: one rebuild of 100,000 records': (row) =>
    seconds({ ...row, bar: 1200, a: record(many()), rounds: 3, before: () => forget(many()) }),
  'ka metrics optimize over 100,000 records': (row) =>
    seconds({ ...row, bar: 2000, a: { args: [KA, 'metrics', 'optimize'], cwd: many() }, rounds: 3 }),
  'ka retro over 10,000 digests, beyond ka explain (start-up)': (row) =>
    beyond({ ...row, bar: 1000, a: retro(busy()), b: { args: [KA, 'explain', 'split-file'], cwd: busy() }, rounds: 5 }),
  'ka retro, facts of 50,000 commits and 20,000 files': (row) =>
    seconds({ ...row, bar: 10_000, a: retro(large()), rounds: 3, before: () => forget(large()) }),
  'the same, facts kept: beyond ka explain (start-up)': (row) => {
    run(retro(large()));
    return beyond({
      ...row,
      bar: 200,
      a: retro(large()),
      b: { args: [KA, 'explain', 'split-file'], cwd: large() },
      rounds: 5,
    });
  },
  'ka record list, 10,000 managed records': (row) =>
    seconds({ ...row, bar: 1000, a: ask(managed(10_000), 'list', 'task'), rounds: 5 }),
  'ka record query in all kinds, 10,000 managed records': (row) =>
    seconds({ ...row, bar: 1000, a: ask(managed(10_000), 'query', 'login', 'timeout'), rounds: 5 }),
  'ka overview, 10,000 managed records': (row) =>
    seconds({ ...row, bar: 1000, a: { args: [KA, 'overview'], cwd: managed(10_000) }, rounds: 5 }),
  'ka record add, 10,000 managed records against 10': (row) =>
    compare({ ...row, bar: 1.5, a: addTask(managed(10_000)), b: addTask(managed(10)), rounds: 15 }),
  'ka exp report, 2 x 500 sessions and 10,000 resamples': (row) => {
    const root = project('experiment');
    experiment(root, 500, { ...env, KA_NOW: '2026-01-20T00:00:00Z' }, KA);
    return seconds({ ...row, bar: 500, a: { args: [KA, 'exp', 'report', '--no-sync'], cwd: root }, rounds: 9 });
  },
};

/** Rows on a repository that takes a minute to make: not in a short run. */
const SLOW = [
  'ka retro, facts of 50,000 commits and 20,000 files',
  'the same, facts kept: beyond ka explain (start-up)',
];
const isWanted = (name) => only.every((word) => name.includes(word)) && !(short && SLOW.includes(name));
const results = Object.entries(ROWS)
  .filter(([name]) => isWanted(name))
  .map(([name, measure]) => measure({ name }));

let notes = [];
if (CORPUS_ROWS.some(isWanted)) {
  const size = short ? 100_000_000 : 1_000_000_000;
  const corpus = measureCorpus({ work, ka: KA, bytes: size, rounds: short ? 3 : 7, wanted: isWanted });
  results.push(...corpus.rows);
  notes = corpus.notes;
}

const machine = {
  node: process.version,
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memory_gib: Math.round(totalmem() / 2 ** 30),
  platform: `${process.platform} ${process.arch}`,
};
console.log(`${machine.node}, ${machine.cores} x ${machine.cpu}, ${machine.memory_gib} GiB, ${machine.platform}\n`);
for (const { name, bar, ratio, ms, megabytes } of results) {
  const seconds = (of) => `${(of / 1000).toFixed(2)} s`;
  const value = megabytes ? `${megabytes.toFixed(0)} MB` : ratio === undefined ? seconds(ms) : `${ratio.toFixed(2)} x`;
  const limit = bar === null ? '' : `bar ${megabytes ? `${bar} MB` : ratio === undefined ? seconds(bar) : `${bar} x`}`;
  console.log(`${value.padStart(8)}  ${limit.padEnd(10)}  ${name}`);
}
for (const note of notes) console.log(note);
if (short) console.log(`Left out of a short run: ${SLOW.join('; ')}.`);
if (only.length === 0) {
  const date = new Date().toISOString().slice(0, 10);
  mkdirSync('bench/results', { recursive: true });
  const file = `bench/results/${date}${short ? '-short' : ''}.json`;
  writeFileSync(file, `${JSON.stringify({ schema_version: 1, date, machine, results }, null, 2)}\n`);
  console.log(`\nwritten to ${file}`);
}
rmSync(work, { recursive: true, force: true });
