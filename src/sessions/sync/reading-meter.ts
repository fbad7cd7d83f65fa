import type { Ctx } from '../../lib/context.ts';

const WIDTH = 24;
const STEP_MS = 100;

/**
 * Shows on a terminal how far reading has come: files done of all, and how fast.
 *
 * @returns to be called after each file with its bytes; and at the end, which wipes the line away
 */
export function readingMeter(
  ctx: Pick<Ctx, 'meter' | 'now'>,
  total: number,
): { add(bytes: number): void; end(): void } {
  const start = ctx.now();
  let [done, read, shown] = [0, 0, start];
  return {
    add: (bytes) => {
      done++;
      read += bytes;
      const now = ctx.now();
      if (now - shown < STEP_MS) return;
      shown = now;
      const filled = Math.round((done / total) * WIDTH);
      const speed = read / 1e6 / ((now - start) / 1000);
      const bar = `${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)}`;
      ctx.meter(`reading transcripts ${bar} ${done} of ${total}, ${Math.round(speed)} MB/s`);
    },
    end: () => {
      if (shown > start) ctx.meter(null);
    },
  };
}
