import { join } from 'node:path';
import type { Ctx } from '../../lib/context.ts';

/** The parser of documents as its own chunk: hot commands load it only after a document changed. */
export const loadDoc = (ctx: Pick<Ctx, 'dist'>): typeof import('./doc.ts') =>
  process.getBuiltinModule('node:module').createRequire(join(ctx.dist, 'doc.cjs'))('./doc.cjs');
