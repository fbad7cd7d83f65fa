import { join } from 'node:path';
import type { Ctx } from '../lib/context.ts';

/**
 * A part of the program as its own chunk (scripts/build.mjs): hot commands load it only when they come to need it.
 *
 * @param name of the chunk, without `.cjs`; `Chunk` is the type of its entry
 */
export const loadChunk = <Chunk>(ctx: Pick<Ctx, 'dist'>, name: 'doc' | 'session-start' | 'transcript'): Chunk =>
  process.getBuiltinModule('node:module').createRequire(join(ctx.dist, `${name}.cjs`))(`./${name}.cjs`);
