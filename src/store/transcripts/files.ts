import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';

export interface TranscriptFile {
  /** Without `.jsonl`. */
  name: string;
  path: string;
  /** When the file was made, ms since 1970; where the disk does not tell, when it last changed. */
  born: number;
  /** When it was last written, ms since 1970. */
  written: number;
}

/** One JSON Lines file; null if there is none. */
export function describeTranscript(path: string): TranscriptFile | null {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat?.isFile()) return null;
  return { name: basename(path, '.jsonl'), path, born: stat.birthtimeMs || stat.ctimeMs, written: stat.mtimeMs };
}

/** The JSON Lines files of a folder, in no order; none where it cannot be read. */
export function listTranscripts(folder: string): TranscriptFile[] {
  try {
    return readdirSync(folder)
      .filter((file) => file.endsWith('.jsonl'))
      .map((file) => describeTranscript(join(folder, file)))
      .filter((file) => file !== null);
  } catch {
    return [];
  }
}

/** The first bytes of a file as latin1; empty if it cannot be read. */
export function readStart(path: string, bytes: number): string {
  try {
    const fd = openSync(path, 'r');
    try {
      const buffer = Buffer.allocUnsafe(bytes);
      return buffer.toString('latin1', 0, readSync(fd, buffer, 0, bytes, 0));
    } finally {
      closeSync(fd);
    }
  } catch {
    return '';
  }
}
