// Managed records for the benchmark: one that the program wrote, and thousands like it.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const WORDS =
  'alpha retry error session cache parser token ledger branch merge commit network timeout login queue worker thread index field record schema report brief agent model price digest window policy source chunk vector'.split(
    ' ',
  );

/** The same numbers in every run. */
function numbers() {
  let state = 1;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

const stamp = (at) => new Date(Date.UTC(2026, 0, 1) + at * 60_000).toISOString();

/** `count` records of a kind with about fifty words each, and the line of the ledger that each one has. */
export function writeManyRecords(root, count, { env, ka }) {
  const next = numbers();
  const words = (many) => Array.from({ length: many }, () => WORDS[next(WORDS.length)]).join(' ');
  for (const kind of ['task', 'gotcha']) {
    const added = ['record', 'add', kind, '--title', 'T', '--summary', 'S.', '--body', 'B.', '--json'];
    const { id, path } = JSON.parse(execFileSync(process.execPath, [ka, ...added], { cwd: root, env })).record;
    const text = readFileSync(join(root, path), 'utf8');
    for (let at = 1; at < count / 2; at++) {
      const other = `${id.split('_')[0]}_${stamp(at).replace(/\D/g, '').slice(0, 14)}_${at.toString(16).padStart(10, '0')}`;
      const filled = text
        .replaceAll(id, other)
        .replace(/^title: .*/m, `title: Thing ${at} ${words(4)}`)
        .replace(/^summary: .*/m, `summary: The ${words(8)}.`)
        .replace(/^(created|updated): .*/gm, `$1: "${stamp(at)}"`)
        .replace(/^hash: .*\n/m, '')
        .replace('B.', `${words(25)}.\n\n${words(15)}.`);
      writeFileSync(join(root, path.replace(id, other)), filled);
    }
  }
  const ledger = join(root, '.kaizen/records/ledger', `${new Date().toISOString().slice(0, 7)}.jsonl`);
  const line = readFileSync(ledger, 'utf8').split('\n')[0];
  const { id, created } = JSON.parse(line);
  const lines = Array.from({ length: count }, (_, at) => line.replace(id, `led_${at}`).replace(created, stamp(at)));
  writeFileSync(ledger, `${lines.join('\n')}\n`);
}
