import { shorten } from '../../lib/shorten.ts';
import { table } from '../../lib/table.ts';
import { chunkText, plainChunk, splitChunkId } from '../../records/evidence/chunks.ts';
import { recut } from '../../records/evidence/recut.ts';
import { findProject } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';

export default defineCommand<{ id: string }>({
  summary: 'cut the text of a document into chunks anew, and list these',
  description:
    'Chunks follow headings and paragraphs, at most about 1,000 characters each; a block of code is never cut. They follow from the text alone; the record keeps how many there are.',
  positional: ['id'],
  required: ['id'],
  input: { id: { type: 'string', description: 'its id, or a beginning that no other has' } },
  writes: true,
  examples: [{ line: 'ka record chunk ev_2026', says: 'each chunk with its place in the text' }],
  run({ id }, ctx) {
    const { record, chunks } = recut(findProject(ctx), ctx, splitChunkId(id).id);
    const rows = chunks.map((chunk) => [
      `#${chunk.index}`,
      String(chunk.start),
      String(chunk.end),
      shorten(chunkText(record, chunk).replace(/\s+/g, ' '), 120),
    ]);
    return {
      data: {
        schema_version: 1,
        id: record.id,
        rev: record.rev,
        total: chunks.length,
        chunks: chunks.map((chunk) => plainChunk(record, chunk)),
      },
      text: [
        `${record.id}: ${chunks.length} ${chunks.length === 1 ? 'chunk' : 'chunks'}`,
        table(['!chunk', '>from', '>to', '~text'], rows, ctx.columns),
      ].join('\n'),
    };
  },
});
