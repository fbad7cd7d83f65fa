import { closeSync, fstatSync, readSync } from 'node:fs';
import { openForReading } from '../log/lines-of.ts';
import { IN_AT, LINE_END, MOST_BYTES, ROW } from './skim-memory.ts';
import type { Skimmed, Skimmer } from './skimmer.ts';

const CHUNK = 262_144;

/** Lines that lie shortened in a skimmer's memory, until it is used again. */
export interface ShortLines {
  skimmed: Skimmed;
  count: number;
  /** The byte of the file behind them. */
  end: number;
}

/** A part of a file that is left to be read as it is: a last line without an end, or one above 8 MiB. */
export interface RestOfFile {
  from: number;
  to: number;
}

export type Block = ShortLines | RestOfFile;

/**
 * A file, block by block. What was there at the start is given; a file that is missing has no blocks.
 *
 * @param next gives a skimmer for the next block; it may be the same again
 * @param first bytes to read at first
 */
export function* blocksOf(path: string, next: () => Skimmer, first = CHUNK): Generator<Block> {
  const fd = openForReading(path);
  if (fd === null) return;
  try {
    const { size } = fstatSync(fd);
    let skimmer = next();
    /** Bytes that were read into its memory and wait there, and the place in the file behind them. */
    let [held, at] = [0, 0];
    for (let chunk = first; ; chunk = Math.min(2 * chunk, CHUNK)) {
      const { memory, rows } = skimmer;
      const got = readSync(fd, memory, IN_AT + held, Math.min(chunk, MOST_BYTES - held, size - at), at);
      at += got;
      held += got;
      const end = memory.subarray(IN_AT, IN_AT + held).lastIndexOf(10) + 1;
      if (end === 0 && held === MOST_BYTES) {
        const from = at - held;
        at = behindLine(fd, memory, at, size);
        held = 0;
        yield { from, to: at };
        skimmer = next();
        continue;
      }
      if (end === 0 && got > 0) continue;
      if (end === 0) {
        if (held > 0) yield { from: at - held, to: size };
        return;
      }
      const count = skimmer.skim(IN_AT, IN_AT + end);
      const from = rows[ROW * (count - 1) + LINE_END]! + 1;
      held -= from - IN_AT;
      yield { skimmed: skimmer, count, end: at - held };
      skimmer = next();
      memory.copy(skimmer.memory, IN_AT, from, from + held);
    }
  } finally {
    closeSync(fd);
  }
}

/** The place behind the next line feed, or the end of the file. */
function behindLine(fd: number, memory: Buffer, from: number, size: number): number {
  for (let at = from; at < size; ) {
    const got = readSync(fd, memory, IN_AT, Math.min(CHUNK, size - at), at);
    const end = memory.subarray(IN_AT, IN_AT + got).indexOf(10);
    if (got === 0) break;
    if (end >= 0) return at + end + 1;
    at += got;
  }
  return size;
}
