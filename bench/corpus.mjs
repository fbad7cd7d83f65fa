// The rows on a corpus of a gigabyte: what a sync costs beside ccusage's daily report over the same files.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { transcriptLine, writeTranscript } from './sample.mjs';

const CCUSAGE = '20.0.24';
/** Real sessions, where they are: they are not part of the project. */
const REAL = resolve('../shared/corpus/claude-code/projects');
const PEAK = resolve('bench/peak.cjs');

/** Names of the rows. */
export const CORPUS_ROWS = [
  'ka sessions sync, first time, against ccusage daily',
  'ka sessions sync again, nothing changed, against ccusage daily',
  'ka sessions sync again after one session grew: more than unchanged',
  'ka sessions sync, first time: peak memory',
];

const filesBelow = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();

/** The tag of a copy, in eight hex digits. */
const tagOf = (copy) => (Math.imul(copy, 2_654_435_761) >>> 0).toString(16).padStart(8, '0');

/** Another session: ids of messages and calls get the tag put before, uuids have it mixed in. */
function retag(text, tag) {
  const mix = parseInt(tag, 16);
  return text
    .replaceAll('"id":"msg_', `"id":"msg_${tag}`)
    .replaceAll('"id":"toolu_', `"id":"toolu_${tag}`)
    .replaceAll('"tool_use_id":"toolu_', `"tool_use_id":"toolu_${tag}`)
    .replace(/([0-9a-f]{8})(?=-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})/g, (head) =>
      ((parseInt(head, 16) ^ mix) >>> 0).toString(16).padStart(8, '0'),
    );
}

/** Copies of real sessions, or of made-up ones where there are none, until it is that many bytes. @returns them, and what of */
function blowUp(to, bytes) {
  const real = existsSync(REAL);
  const from = real ? REAL : join(to, '..', 'seed');
  if (!real) {
    for (let n = 0; n < 8; n++) {
      const id = `00000000-0000-4000-8000-00000000000${n}`;
      writeTranscript(join(from, 'p', `${id}.jsonl`), id, '/srv/shop', 300_000 * (n + 1));
    }
  }
  const seeds = filesBelow(from).map((path) => [relative(from, path), readFileSync(path, 'latin1')]);
  let written = 0;
  for (let copy = 0; written < bytes; copy++) {
    for (const [path, text] of seeds) {
      const [folder, ...rest] = retag(path, tagOf(copy)).split(/[\\/]/);
      const file = join(to, 'projects', `c${copy}-${folder.replace(/^-+/, '')}`, ...rest);
      mkdirSync(dirname(file), { recursive: true });
      const data = retag(text, tagOf(copy));
      writeFileSync(file, data, 'latin1');
      written += data.length;
    }
  }
  return { bytes: written, of: real ? 'real sessions' : 'made-up sessions' };
}

const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
};

/**
 * Measures in one run, round by round: ccusage, a first sync, the same again, and once more after one session grew.
 *
 * @returns rows of the table, and sentences on what they were measured on or why there are none
 */
export function measureCorpus({ work, ka, bytes, rounds, wanted }) {
  const [home, tools, root] = ['corpus', 'ccusage', 'corpus-repo'].map((name) => join(work, name));
  const env = { PATH: process.env.PATH, HOME: work };
  const notes = [];
  for (const folder of [tools, root]) mkdirSync(folder, { recursive: true });
  execFileSync('git', ['init', '-q', root], { env });
  const corpus = blowUp(home, bytes);
  notes.push(`corpus: ${(corpus.bytes / 1e6).toFixed(0)} MB, copies of ${corpus.of}`);
  const installed = spawnSync('npm', ['install', '--silent', '--prefix', tools, `ccusage@${CCUSAGE}`], {
    encoding: 'utf8',
  });
  const ccusage = join(tools, 'node_modules', 'ccusage', 'src', 'cli.js');
  const has = installed.status === 0 && existsSync(ccusage);
  if (!has) notes.push(`ccusage ${CCUSAGE} could not be installed: seconds only, no ratios`);

  const peak = join(work, 'peak');
  const timed = (args, cwd) => {
    const start = process.hrtime.bigint();
    const ran = spawnSync(process.execPath, args, {
      cwd,
      env: { ...env, CLAUDE_CONFIG_DIR: home, KA_PEAK: peak },
      maxBuffer: 1 << 28,
    });
    if (ran.status !== 0) throw new Error(`${args.join(' ')}: exit ${ran.status}\n${ran.stderr}`);
    return Number(process.hrtime.bigint() - start) / 1e6;
  };
  const sync = () => timed(['--require', PEAK, ka, 'sessions', 'sync', '--all-projects'], root);
  const report = () => timed([ccusage, 'claude', 'daily', '--offline', '--json'], tools);
  const grown = filesBelow(join(home, 'projects')).find(
    (path) => path.endsWith('.jsonl') && statSync(path).size > 50_000,
  );

  const all = { first: [], again: [], more: [], ccusage: [], peak: [] };
  // The first round fills the cache of the disk.
  for (let round = -1; round < rounds; round++) {
    rmSync(join(root, '.kaizen'), { recursive: true, force: true });
    const other = has ? report() : Number.NaN;
    const first = sync();
    const kilobytes = Number(readFileSync(peak, 'utf8'));
    const again = sync();
    appendFileSync(grown, `${JSON.stringify(transcriptLine('grown', '/srv/shop', 1000 + round, 0))}\n`);
    const more = sync();
    if (round < 0) continue;
    for (const [name, value] of Object.entries({ first, again, more, ccusage: other, peak: kilobytes }))
      all[name].push(value);
  }
  const against = (times) => times.map((ms, at) => ms / all.ccusage[at]);
  const beside = { against_ms: median(all.ccusage), rounds };
  const rows = [
    {
      name: CORPUS_ROWS[0],
      bar: 1,
      ratio: median(against(all.first)),
      ms: median(all.first),
      ...beside,
    },
    {
      name: CORPUS_ROWS[1],
      bar: 0.3,
      ratio: median(against(all.again)),
      ms: median(all.again),
      ...beside,
    },
    {
      name: CORPUS_ROWS[2],
      bar: 150,
      ms: median(all.more.map((ms, at) => ms - all.again[at])),
      rounds,
    },
    { name: CORPUS_ROWS[3], bar: 200, megabytes: Math.max(...all.peak) / 1024, rounds },
  ];
  const shown = has
    ? rows
    : rows.map(({ ratio: _ratio, against_ms: _against, ...row }) => ({ ...row, bar: row.megabytes ? row.bar : null }));
  return { rows: shown.filter(({ name }) => wanted(name)), notes };
}
