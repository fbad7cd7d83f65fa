import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Ctx } from '../lib/context.ts';
import { KaError } from '../lib/errors.ts';

declare const KA_VERSION: string;

const MAX_STDIN = 16 * 1024 * 1024;

/** Whether a person types the input. Asked of the system first: loading `node:tty` costs a hook more than its own work. */
function isTyped(): boolean {
  try {
    return fstatSync(0).isCharacterDevice() && process.getBuiltinModule('node:tty').isatty(0);
  } catch {
    return false;
  }
}

/** Standard input, whole. @throws KaError `stdin-too-large` above 16 MiB */
function readStdin(): Uint8Array {
  if (isTyped()) writeSync(2, 'ka: reading from the terminal; end with Ctrl-D\n');
  const parts: Buffer[] = [];
  let total = 0;
  for (;;) {
    const part = Buffer.allocUnsafe(65536);
    let size: number;
    try {
      size = readSync(0, part, 0, part.length, null);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EOF') break;
      if (code === 'EAGAIN') {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
        continue;
      }
      throw new KaError('bad-stdin', `Standard input could not be read (${code}).`);
    }
    if (size === 0) break;
    total += size;
    if (total > MAX_STDIN) throw new KaError('stdin-too-large', 'Standard input is larger than 16 MiB.');
    parts.push(part.subarray(0, size));
  }
  return Buffer.concat(parts);
}

/** Fills it from the system's own source; false where there is none. */
function drawFrom(source: string, bytes: Uint8Array): boolean {
  try {
    const fd = openSync(source, 'r');
    const got = readSync(fd, bytes, 0, bytes.length, null);
    closeSync(fd);
    return got === bytes.length;
  } catch {
    return false;
  }
}

/** Random bytes as hex. Waking up node's crypto costs more than a whole record, and a Buffer's encodings not little. */
function hex(size: number): string {
  const bytes = new Uint8Array(size);
  if (!drawFrom('/dev/urandom', bytes)) globalThis.crypto.getRandomValues(bytes);
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The surroundings of this process. `KA_NOW` (ISO time) fixes the clock for tests and the demo. */
export function processContext(
  dist: string,
  globals: { target?: string | undefined; json?: boolean; dryRun?: boolean },
): Ctx {
  const { env } = process;
  const fixed = env.KA_NOW ? Date.parse(env.KA_NOW) : Number.NaN;
  let cwd: string;
  try {
    cwd = process.cwd();
  } catch {
    throw new KaError('no-cwd', 'The current folder does not exist any more.', 'cd ~');
  }
  return {
    cwd,
    target: globals.target === undefined ? null : resolve(cwd, globals.target),
    env,
    home: env.HOME || env.USERPROFILE || null,
    platform: process.platform === 'win32' || process.platform === 'darwin' ? process.platform : 'linux',
    version: KA_VERSION,
    dist,
    packageRoot: dirname(dist),
    pid: process.pid,
    now: () => (Number.isNaN(fixed) ? Date.now() : fixed),
    random: hex,
    stdin: readStdin,
    progress: (line) => {
      if (process.stderr.isTTY) writeSync(2, `${line}\n`);
    },
    meter: (line) => {
      if (!process.stderr.isTTY) return;
      const fitting = (line ?? '').slice(0, (process.stderr.columns || 80) - 1);
      writeSync(2, `\r${fitting}\x1b[K`);
    },
    json: globals.json ?? false,
    dryRun: globals.dryRun ?? false,
    // Looking at process.stdout opens a stream, which costs a hook more than its own work.
    get columns() {
      return process.stdout.columns || Number(env.COLUMNS) || 80;
    },
    get color() {
      return Boolean(process.stdout.isTTY) && !env.NO_COLOR;
    },
  };
}
