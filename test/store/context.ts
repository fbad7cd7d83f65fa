import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { findProject, type Project } from '../../src/store/project.ts';

let count = 0;

/** What the store takes of a context; random numbers count up. */
export const ctx = { random: (bytes: number) => (++count).toString(16).padStart(bytes * 2, '0'), progress: () => {} };

export const projectAt = (root: string): Project => findProject({ cwd: root, target: null, home: null });

/** Bundles a program that uses the store, for tests that need several processes; its path. */
export async function program(folder: string, source: string): Promise<string> {
  const [entry, outfile] = [join(folder, 'program.ts'), join(folder, 'program.cjs')];
  writeFileSync(entry, source.replaceAll("'#", `'${join(import.meta.dirname, '../../src')}/`));
  await build({ entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'cjs', logLevel: 'error' });
  return outfile;
}
