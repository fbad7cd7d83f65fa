import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Client } from './clients.ts';

const run = promisify(execFile);

/**
 * Installs a pinned client once per machine, into the temporary folder; returns its program. Nothing is skipped where
 * that fails.
 */
export async function install({ name, title, package: pack, version }: Client): Promise<string> {
  const folder = join(tmpdir(), `ka-clients-${name}-${version}`);
  const program = join(folder, 'node_modules', '.bin', name);
  if (existsSync(program)) return program;
  const half = `${folder}.${process.pid}`;
  mkdirSync(half, { recursive: true });
  writeFileSync(join(half, 'package.json'), '{"private":true}');
  try {
    const args = ['install', '--no-audit', '--no-fund', '--loglevel=error', `${pack}@${version}`];
    await run('npm', args, { cwd: half, timeout: 300_000 });
    renameSync(half, folder);
  } catch (error) {
    // Another run was faster.
    if (existsSync(program)) return program;
    const said = (error as { stderr?: string }).stderr || String(error);
    throw new Error(
      `${title} ${version} could not be installed from npm, so nothing was tested with it: ${said.slice(0, 500)}`,
    );
  } finally {
    rmSync(half, { recursive: true, force: true });
  }
  return program;
}
