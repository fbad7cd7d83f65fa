#!/usr/bin/env node
// The whole suite on the other Node versions that we support; the npm packages node-<system>-<cpu> provide them.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const VERSIONS = ['22.23.3', '24.21.0'];
const platform = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
const results = [];
for (const version of VERSIONS) {
  const folder = mkdtempSync(join(tmpdir(), `ka-node-${version}-`));
  // A test runs the program as another user.
  chmodSync(folder, 0o755);
  const install = spawnSync('npm', ['install', '--prefix', folder, '--ignore-scripts', `${platform}@${version}`], {
    stdio: 'inherit',
  });
  if (install.status !== 0) {
    results.push(`Node ${version} could not be installed for ${platform}`);
    continue;
  }
  const node = join(folder, 'node_modules', platform, 'bin');
  console.log(`\nNode ${version}`);
  const run = spawnSync(join(node, 'node'), ['node_modules/vitest/vitest.mjs', 'run', ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, PATH: `${node}:${process.env.PATH}` },
  });
  rmSync(folder, { recursive: true, force: true });
  results.push(`Node ${version}: ${run.status === 0 ? 'passed' : 'failed'}`);
}
console.log(`\n${results.join('\n')}`);
process.exitCode = results.every((said) => said.endsWith('passed')) ? 0 : 1;
