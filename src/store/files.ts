import {
  chmodSync,
  closeSync,
  fsyncSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { KaError } from '../lib/errors.ts';
import { errorCode, isMissing, onDisk } from './disk-error.ts';
import { type Content, writeNew } from './write-new.ts';

export { resolveInside } from './inside.ts';

const MAX_WHOLE = 16 * 1024 * 1024;

export interface FileStat {
  size: number;
  mtimeMs: number;
  ctimeMs: number;
  /** 0 or a later time where the disk keeps none. */
  birthtimeMs: number;
  ino: number;
  isFile: boolean;
  isDirectory: boolean;
}

/** What stands at a path, links followed; null for nothing. */
export function statFile(path: string): FileStat | null {
  const stat = onDisk('read', path, () => statSync(path, { throwIfNoEntry: false }));
  if (!stat) return null;
  const { size, mtimeMs, ctimeMs, birthtimeMs, ino } = stat;
  return { size, mtimeMs, ctimeMs, birthtimeMs, ino, isFile: stat.isFile(), isDirectory: stat.isDirectory() };
}

/** What `read` makes of a file that is there, regular and not too large; null if it is missing. */
function readWhole<T>(path: string, max: number, read: () => T): T | null {
  return onDisk('read', path, () => {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (!stat) return null;
    if (!stat.isFile()) throw new KaError('bad-path', `${path} is no file.`);
    if (stat.size > max) {
      throw new KaError('file-too-large', `${path} has ${stat.size} bytes; at most ${max} are read.`);
    }
    try {
      return read();
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  });
}

/**
 * A whole file; null if it is missing.
 *
 * @param max size in bytes, design.md 3
 * @throws KaError `file-too-large`, `bad-path` for what is no regular file, `no-permission`
 */
export const readBytes = (path: string, max = MAX_WHOLE): Buffer | null =>
  readWhole(path, max, () => readFileSync(path));

/** A whole text file (UTF-8, a byte order mark is dropped); null if it is missing. Throws as `readBytes`. */
export function readText(path: string, max = MAX_WHOLE): string | null {
  const text = readWhole(path, max, () => readFileSync(path, 'utf8'));
  return text?.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

/** A JSON file; null if it is missing or does not parse: views and caches are rebuilt, never mended. */
export function readJson<T>(path: string): T | null {
  try {
    return JSON.parse(readText(path) ?? 'null') as T | null;
  } catch {
    return null;
  }
}

export function makeFolder(path: string): void {
  onDisk('written', path, () => mkdirSync(path, { recursive: true }));
}

/** Makes names in a folder as durable as the files behind them. Not every system lets a folder be opened. */
export function syncFolder(path: string): void {
  try {
    const fd = openSync(path, 'r');
    try {
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  } catch {
    // The name then becomes durable when the system writes it.
  }
}

let temporaries = 0;

/** Writes and fsyncs a new file in `folder`; its path. */
function writeTemporary(folder: string, name: string, content: Content, mode: number): string {
  mkdirSync(folder, { recursive: true });
  for (;;) {
    const path = join(folder, `${name.slice(0, 100)}.${process.pid}.${temporaries++}.tmp`);
    try {
      writeNew(path, content, mode);
      return path;
    } catch (error) {
      // A killed process of the same number left one behind.
      if (errorCode(error) === 'EEXIST') continue;
      rmSync(path, { force: true });
      throw error;
    }
  }
}

/** Runs `place` on a finished temporary file, beside the target where the folder for them is on another disk. */
function viaTemporary(path: string, content: Content, tmpFolder: string, mode: number, place: typeof linkSync) {
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true });
  for (const at of [tmpFolder, folder]) {
    const temporary = writeTemporary(at, basename(path), content, mode);
    try {
      place(temporary, path);
      syncFolder(folder);
      return;
    } catch (error) {
      if (errorCode(error) !== 'EXDEV' || at === folder) throw error;
    } finally {
      rmSync(temporary, { force: true });
    }
  }
}

/**
 * Puts a whole file in place: a reader, and a crash at any instant, sees the old one or the new one. Keeps the mode of
 * the old file. A link is replaced, never followed: a cloned repository may have brought it. Creates folders.
 *
 * @param tmpFolder `.kaizen/local/tmp`: a killed process leaves no litter in the user's tree
 * @throws KaError `no-permission`, `disk-full`, `bad-path`
 */
export function replaceFile(path: string, content: Content, tmpFolder: string, executable = false): void {
  onDisk('written', path, () => {
    const mode = (lstatSync(path, { throwIfNoEntry: false })?.mode ?? 0o644) & 0o777;
    viaTemporary(path, content, tmpFolder, 0o666, renameSync);
    const wanted = executable ? mode | 0o111 : mode;
    if ((statSync(path).mode & 0o777) !== wanted) chmodSync(path, wanted);
  });
}

/** Puts a whole new file in place; false if one stands there already, which is left alone. Throws as `replaceFile`. */
export function createFile(path: string, text: string, tmpFolder: string): boolean {
  return onDisk('written', path, () => {
    try {
      viaTemporary(path, text, tmpFolder, 0o666, linkSync);
      return true;
    } catch (error) {
      if (errorCode(error) === 'EEXIST') return false;
      // A disk without hard links: not whole at once, but still only one creates it.
      if (!['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP'].includes(errorCode(error))) throw error;
      writeFileSync(path, text, { flag: 'wx', flush: true });
      return true;
    }
  });
}

/** Removes a file or an empty folder; missing is fine. */
export function removeFile(path: string): void {
  onDisk('removed', path, () => {
    const stat = lstatSync(path, { throwIfNoEntry: false });
    if (stat?.isDirectory()) rmdirSync(path);
    else rmSync(path, { force: true });
  });
}

/** Names in a folder, sorted by code units; none if it is missing. */
export function listFolder(path: string): string[] {
  return onDisk('read', path, () => {
    try {
      return readdirSync(path).sort();
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  });
}
