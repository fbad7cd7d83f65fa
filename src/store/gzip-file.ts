import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { onDisk } from './disk-error.ts';
import { readBytes } from './files.ts';

const LARGEST = 512 * 1024 * 1024;

/**
 * Packs a file that nobody writes any more into `<file>.gz`. Killed in between it leaves the file, and is done again.
 *
 * @throws KaError `no-permission`, `disk-full`, `file-too-large`
 */
export function gzipFile(path: string): void {
  const bytes = readBytes(path, LARGEST);
  if (bytes === null) return;
  onDisk('written', path, () => {
    writeFileSync(`${path}.gz.tmp`, gzipSync(bytes), { mode: 0o600 });
    renameSync(`${path}.gz.tmp`, `${path}.gz`);
    rmSync(path, { force: true });
  });
}
