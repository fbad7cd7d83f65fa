import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The package that a bundled file belongs to: its innermost node_modules folder. */
const packageOf = (path) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];

const licenseText = (folder) => {
  const file = readdirSync(folder).find((name) => /^licen[sc]e/i.test(name));
  return file ? readFileSync(join(folder, file), 'utf8').trim() : '(no licence file in the package)';
};

/** Code that a package carries inside without a licence file of it. */
const INSIDE = {
  unpdf: {
    title: 'pdf.js (Apache-2.0), inside unpdf\n\nCopyright Mozilla Foundation',
    license: 'node_modules/@opentelemetry/otlp-transformer',
  },
};

/**
 * Writes THIRD_PARTY_LICENSES into the build folder: every package that esbuild put into a chunk, and those whose data ship.
 *
 * @param metafiles of all builds
 * @param data folders of packages whose data, not code, is shipped
 */
export default function writeLicenses(out, metafiles, data) {
  const files = metafiles.flatMap(({ inputs }) => Object.keys(inputs));
  const folders = [...new Set([...files.map(packageOf).filter(Boolean), ...data])];
  const parts = folders
    .map((folder) => ({ folder, manifest: JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) }))
    .sort((a, b) => (a.manifest.name < b.manifest.name ? -1 : 1))
    .map(
      ({ folder, manifest: { name, version, license } }) =>
        `${name} ${version} (${license})\n\n${licenseText(folder)}\n`,
    );
  const inside = Object.entries(INSIDE)
    .filter(([name]) => folders.some((folder) => folder.endsWith(`/${name}`)))
    .map(([, { title, license }]) => `${title}\n\n${licenseText(license)}\n`);
  writeFileSync(join(out, 'THIRD_PARTY_LICENSES'), [...parts, ...inside].join(`\n${'-'.repeat(72)}\n\n`));
}
