import type { ZSTDDecoder } from 'zstddec/stream';
import { chunksOf, linesIn } from '../log/lines-of.ts';

/** Plain files of 2 GB were heard of; what holds more than twice as much is none that a tool wrote. */
const MOST_BYTES = 4 * 1024 ** 3;
/** Bytes that are given at once: what they hold, 128 MB at most, is decompressed before the memory for it is let go. */
const PIECE = 4096;
/** No frame is shorter: what gives nothing takes at least one, or cannot go on. */
const LEAST_FRAME = 8;

let zstd: ZSTDDecoder | null = null;

/** Loads zstd itself (WebAssembly: the same on every Node). Awaited before `ZstdLines` are taken: else there are none. */
export async function prepareZstd(): Promise<void> {
  if (zstd) return;
  const { ZSTDDecoder } = await import('zstddec/stream');
  const decoder = new ZSTDDecoder();
  await decoder.init();
  zstd = decoder;
}

/**
 * The lines of a file compressed with zstd, streamed, as `linesOf` gives those of the plain one. To be taken once. What is
 * damaged, holds more than 4 GB or asks for a window above 128 MB (zstd's own limit) ends them early.
 */
export class ZstdLines implements Iterable<string | null> {
  /** Known behind the last line: whether that has its end. */
  endsInLine = false;
  /** Known likewise: why these are not all lines; null: they are. */
  unread: string | null = null;
  private readonly path: string;
  private readonly most: number;

  constructor(path: string, most = MOST_BYTES) {
    this.path = path;
    this.most = most;
  }

  [Symbol.iterator](): Generator<string | null> {
    return linesIn(this.bytes());
  }

  private *bytes(): Generator<Buffer> {
    if (!zstd) {
      this.unread = 'zstd is not loaded';
      return;
    }
    /** How often the decoder may still give nothing before it asks for more. */
    let patience = 0;
    let wanted = true;
    const pieces = (function* (path): Generator<Buffer> {
      for (const piece of chunksOf(path, 0, Number.POSITIVE_INFINITY, PIECE)) {
        if (!wanted) return;
        patience = piece.length / LEAST_FRAME + 1;
        yield piece;
      }
    })(this.path);
    const decoded = zstd.decodeStreaming(pieces);
    const isStuck = (bytes: Uint8Array): boolean => bytes.length === 0 && patience-- < 0;
    try {
      let given = 0;
      for (let next = decoded.next(); !next.done; next = decoded.next()) {
        const { value } = next;
        given += value.length;
        if (isStuck(value)) this.unread = 'damaged';
        else if (given > this.most) this.unread = `above ${this.most / 1024 ** 2} MB`;
        if (this.unread !== null) return;
        if (value.length === 0) continue;
        this.endsInLine = value.at(-1) === 10;
        yield Buffer.from(value.buffer, value.byteOffset, value.length);
      }
    } catch {
      this.unread = 'damaged';
    } finally {
      // The decoder frees its memory at the end of what it is given, and nowhere else.
      wanted = false;
      try {
        while (this.unread !== 'damaged') {
          const { done, value } = decoded.next();
          if (done || isStuck(value)) break;
        }
      } catch {
        // It was left in the midst of a frame.
      }
      decoded.return(undefined);
    }
  }
}
