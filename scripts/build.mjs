#!/usr/bin/env node
// Builds dist/: one small CommonJS chunk for each hot command, ES modules with lazy chunks for the rest (adr/0004).
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import writeKinds from './kinds.mjs';
import writeLicenses from './licenses.mjs';
import writePrices from './prices.mjs';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const out = process.env.KA_DIST ?? 'dist';
const next = `${out}.next-${process.pid}`;
const common = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  define: { KA_VERSION: JSON.stringify(version) },
  logLevel: 'error',
  metafile: true,
};

rmSync(next, { recursive: true, force: true });
mkdirSync(next, { recursive: true });
await writePrices({ out: next });
writeKinds({ out: next });
const chunks = await build({
  ...common,
  format: 'cjs',
  entryPoints: {
    record: 'src/cli/hot/record.ts',
    brief: 'src/cli/hot/brief.ts',
    hook: 'src/cli/hot/hook.ts',
  },
  // As `runChunk` compiles them: to wrap the text at each start would copy it, and fill the young generation.
  banner: { js: '(function (exports, require, module, __filename, __dirname) {' },
  footer: { js: '})' },
  outdir: next,
  outExtension: { '.js': '.cjs' },
});
// What the hot chunks load when they come to need it.
const later = await build({
  ...common,
  format: 'cjs',
  entryPoints: {
    doc: 'src/agents/parse-agent.ts',
    'session-start': 'src/records/session-start.ts',
    transcript: 'src/sessions/runs/transcript-fields.ts',
  },
  outdir: next,
  outExtension: { '.js': '.cjs' },
});
const hashOf = (chunk) =>
  createHash('sha256')
    .update(readFileSync(`${next}/${chunk}.cjs`))
    .digest('hex')
    .slice(0, 16);
const hashes = Object.fromEntries(['record', 'brief', 'hook'].map((chunk) => [chunk, hashOf(chunk)]));
const entry = await build({
  ...common,
  define: { ...common.define, KA_CHUNKS: JSON.stringify(hashes) },
  format: 'cjs',
  entryPoints: { ka: 'src/cli/entry.ts' },
  outdir: next,
  outExtension: { '.js': '.cjs' },
  external: ['./cli.mjs'],
});
const cold = await build({
  ...common,
  format: 'esm',
  splitting: true,
  entryPoints: { cli: 'src/cli/main.ts', 'skim-thread': 'src/store/transcripts/skim-thread.ts' },
  chunkNames: 'chunks/[name]-[hash]',
  outdir: next,
  outExtension: { '.js': '.mjs' },
  // CommonJS packages inside the bundle call require('node:…').
  banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
});
writeLicenses(
  next,
  [chunks.metafile, later.metafile, entry.metafile, cold.metafile],
  ['node_modules/@pydantic/genai-prices'],
);
writeFileSync(
  `${next}/hot-inputs.json`,
  JSON.stringify({ ...entry.metafile.outputs, ...chunks.metafile.outputs, ...later.metafile.outputs }, null, 1),
);
chmodSync(`${next}/ka.cjs`, 0o755);
rmSync(out, { recursive: true, force: true });
renameSync(next, out);
