#!/usr/bin/env node
// Compiles wasm/skim.ts to src/store/transcripts/skim-code.ts. Needed after a change to it or to skim-memory.ts only: its compiler (100 MB) is fetched into
// a scratch folder and is no dependency.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const COMPILER = 'assemblyscript@0.28.20';
const SOURCE = 'wasm/skim.ts';
const MEMORY = readFileSync('src/store/transcripts/skim-memory.ts', 'utf8');
const [, pages] = /PAGES: usize = (\d+);/.exec(MEMORY);
const work = mkdtempSync(join(tmpdir(), 'ka-skim-'));
const run = (program, ...args) => execFileSync(program, args, { stdio: ['ignore', 'inherit', 'inherit'] });

run('npm', 'install', '--silent', '--prefix', work, COMPILER);
const code = join(work, 'skim.wasm');
const shared = `--enable threads --importMemory --sharedMemory --initialMemory ${pages} --maximumMemory ${pages}`;
const flags = `-O3 --noAssert --runtime stub --enable simd ${shared}`.split(' ');
run(join(work, 'node_modules/.bin/asc'), SOURCE, ...flags, '-o', code);
const hash = createHash('sha256').update(readFileSync(SOURCE)).update(MEMORY).digest('hex');
const text = readFileSync(code).toString('base64');
writeFileSync(
  'src/store/transcripts/skim-code.ts',
  `// Made by scripts/skim.mjs from wasm/skim.ts with ${COMPILER}.
/** SHA-256 of its source and skim-memory.ts. */
export const SKIM_SOURCE = '${hash}';
/** WebAssembly, in base64. */
export const SKIM_CODE =
  '${text}';
`,
);
rmSync(work, { recursive: true, force: true });
