import type { Ctx } from '../../lib/context.ts';
import { loadChunk } from '../load-chunk.ts';

/** The parser of documents: hot commands load it only after a document changed. */
export const loadDoc = (ctx: Pick<Ctx, 'dist'>): typeof import('./doc.ts') => loadChunk(ctx, 'doc');
