import { spawnSync } from 'node:child_process';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** A text of source code of about that many lines, another for each seed. */
const code = (seed, lines) =>
  Array.from({ length: lines }, (_, i) =>
    i % 12 === 0
      ? `export function work${seed}_${i}(input) {`
      : i % 12 === 11
        ? '}'
        : i % 3 === 0
          ? `  if (input.a${i} && input.b > ${seed}) return 'value ${i}'; // one of them`
          : `  const value${i} = compute(input, ${seed * 31 + i});`,
  ).join('\n');

/**
 * Fills a repository with a history, the same at every call, in one `git fast-import`: the first commit adds all files, each
 * later one changes one to five of them. The newest commit stands at 2026-11-01, the others a few minutes apart.
 */
export function makeRepository(root, { files, commits, env, minutes = 20 }) {
  const newest = Date.UTC(2026, 10, 1) / 1000;
  const path = (i) => `src/area${i % 40}/part${(i * 7) % 23}/file${i}.ts`;
  const file = join(root, '.git', 'import');
  const out = openSync(file, 'w');
  let parts = [];
  const flush = () => {
    writeSync(out, parts.join(''));
    parts = [];
  };
  const blob = (text) => `data ${Buffer.byteLength(text)}\n${text}\n`;
  const commit = (at, say) => {
    const who = `Author ${at % 9} <author${at % 9}@example.invalid> ${newest - (commits - 1 - at) * minutes * 60} +0000`;
    return `commit refs/heads/main\nauthor ${who}\ncommitter ${who}\n${blob(say)}`;
  };
  parts.push(commit(0, 'all'));
  for (let i = 0; i < files; i++) parts.push(`M 100644 inline ${path(i)}\n${blob(code(i, 40 + ((i * 37) % 260)))}`);
  for (let at = 1; at < commits; at++) {
    parts.push(commit(at, `change ${at}`));
    if (at % 1000 === 0) flush();
    for (let i = 0; i <= at % 5; i++) {
      const one = (at * 7919 + i * 104_729 + (at % 3 === 0 ? 0 : at)) % files;
      parts.push(`M 100644 inline ${path(one)}\n${blob(code(one + at, 20 + (at % 80)))}`);
    }
  }
  flush();
  closeSync(out);
  const input = openSync(file, 'r');
  const ran = spawnSync('git', ['fast-import', '--quiet'], { cwd: root, env, stdio: [input, 'ignore', 'pipe'] });
  closeSync(input);
  rmSync(file);
  if (ran.status !== 0) throw new Error(String(ran.stderr));
  spawnSync('git', ['reset', '-q', '--hard', 'main'], { cwd: root, env });
}
