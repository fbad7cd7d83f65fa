import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

// Every package is bundled, so their licences ship in one generated file.
const BUNDLED = [
  'commander',
  'execa',
  'gray-matter',
  'yaml',
  'ajv',
  'ajv-formats',
  'handlebars',
  'simple-statistics',
  'fast-xml-parser',
  '@pydantic/genai-prices',
];

/** A package and everything it depends on, from the installed tree. */
function withDependencies(name, seen = new Map()) {
  if (seen.has(name)) return seen;
  const folder = join('node_modules', name);
  let manifest;
  try {
    manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  } catch {
    return seen;
  }
  seen.set(name, { folder, manifest });
  for (const next of Object.keys(manifest.dependencies ?? {})) withDependencies(next, seen);
  return seen;
}

const licenseText = (folder) => {
  const file = readdirSync(folder).find((name) => /^licen[sc]e/i.test(name));
  return file ? readFileSync(join(folder, file), 'utf8').trim() : '(no licence file in the package)';
};

/** Writes THIRD_PARTY_LICENSES into the build folder. */
export default async function licenses({ out }) {
  const all = new Map();
  for (const name of BUNDLED) withDependencies(name, all);
  const parts = [...all]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([name, { folder, manifest }]) => `${name} ${manifest.version} (${manifest.license})\n\n${licenseText(folder)}\n`,
    );
  writeFileSync(join(out, 'THIRD_PARTY_LICENSES'), parts.join(`\n${'-'.repeat(72)}\n\n`));
}
