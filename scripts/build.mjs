#!/usr/bin/env node
// Builds dist/: a small CommonJS chunk for each hot command, one for each command and what they share for the rest (adr/0004).
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { build, transform } from 'esbuild';
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

const cjs = { ...common, format: 'cjs', outdir: next, outExtension: { '.js': '.cjs' } };
// As `runChunk` compiles them: to wrap the text at each start would copy it, and fill the young generation.
const wrap = { banner: '(function (exports, require, module, __filename, __dirname) {', footer: '})' };

rmSync(next, { recursive: true, force: true });
mkdirSync(next, { recursive: true });
await writePrices({ out: next });
writeKinds({ out: next });
const hot = await build({
  ...cjs,
  banner: { js: wrap.banner },
  footer: { js: wrap.footer },
  entryPoints: { record: 'src/cli/hot/record.ts', brief: 'src/cli/hot/brief.ts', hook: 'src/cli/hot/hook.ts' },
});
// What the hot chunks load when they come to need it.
const later = await build({
  ...cjs,
  entryPoints: {
    doc: 'src/agents/parse-agent.ts',
    'session-start': 'src/records/session-start.ts',
    transcript: 'src/sessions/runs/transcript-fields.ts',
  },
});
const cold = await build({
  ...cjs,
  format: 'esm',
  splitting: true,
  entryPoints: { cli: 'src/cli/main.ts' },
  chunkNames: 'chunks/[name]-[hash]',
});
// esbuild splits ES modules only; as CommonJS they start faster, and what V8 compiled of them can be kept.
const parts = Object.keys(cold.metafile.outputs).sort();
for (const part of parts) {
  const { code } = await transform(readFileSync(part, 'utf8'), {
    format: 'cjs',
    target: 'node20',
    minifySyntax: true,
    minifyWhitespace: true,
    supported: { 'dynamic-import': false },
    ...wrap,
  });
  writeFileSync(part, code);
}
const thread = await build({
  ...common,
  format: 'esm',
  entryPoints: { 'skim-thread': 'src/store/transcripts/skim-thread.ts' },
  outdir: next,
  outExtension: { '.js': '.mjs' },
});
const hashOf = (files) => {
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(file));
  return hash.digest('hex').slice(0, 16);
};
const hashes = Object.fromEntries(
  ['record', 'brief', 'hook'].map((chunk) => [chunk, hashOf([`${next}/${chunk}.cjs`])]),
);
const entry = await build({
  ...cjs,
  define: { ...common.define, KA_CHUNKS: JSON.stringify({ ...hashes, cli: hashOf(parts) }) },
  entryPoints: { ka: 'src/cli/entry.ts' },
});
writeLicenses(
  next,
  [hot, later, cold, thread, entry].map(({ metafile }) => metafile),
  ['node_modules/@pydantic/genai-prices'],
);
writeFileSync(
  `${next}/hot-inputs.json`,
  JSON.stringify({ ...entry.metafile.outputs, ...hot.metafile.outputs, ...later.metafile.outputs }, null, 1),
);
chmodSync(`${next}/ka.cjs`, 0o755);
rmSync(out, { recursive: true, force: true });
renameSync(next, out);
