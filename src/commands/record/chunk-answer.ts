import { chunkId, chunksOf, chunkText, findChunk, plainChunk, refuseWhole } from '../../records/evidence/chunks.ts';
import type { Found } from '../../records/read.ts';
import type { Output } from '../contract.ts';

/** One chunk of a record, with those beside it. @throws KaError `no-chunk`, `not-chunked` */
export function showChunk({ kind, record }: Found, index: number): Output {
  refuseWhole(kind, record);
  const chunks = chunksOf(record);
  const chunk = findChunk(chunks, record, index);
  const beside = (at: number): string | null => (chunks[at] ? chunkId(record, chunks[at]) : null);
  const [previous, next] = [beside(index - 1), beside(index + 1)];
  const text = chunkText(record, chunk);
  const lines = [
    `${chunkId(record, chunk)}  ${record.fields.title ?? ''}`.trimEnd(),
    chunk.headings.join(' > '),
    `characters ${chunk.start} to ${chunk.end} of ${record.path}`,
    [previous && `before: ${previous}`, next && `after: ${next}`].filter(Boolean).join('  '),
  ];
  return {
    data: { schema_version: 1, id: chunkId(record, chunk), ...plainChunk(record, chunk), text, previous, next },
    text: [...lines.filter(Boolean), '', text.trimEnd()].join('\n'),
  };
}
