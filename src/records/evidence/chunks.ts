import { KaError } from '../../lib/errors.ts';
import type { Kind, ManagedRecord } from '../contract.ts';
import { type Chunk, cutText } from './cut.ts';

/** `ev_…#3`: one chunk of a record. */
export const chunkId = ({ id }: Pick<ManagedRecord, 'id'>, { index }: Pick<Chunk, 'index'>): string => `${id}#${index}`;

/** An id with a chunk's number behind it, apart. */
export function splitChunkId(id: string): { id: string; chunk?: number } {
  const [, record, number] = /^(.+)#(\d{1,9})$/.exec(id) ?? [];
  return record === undefined ? { id } : { id: record, chunk: Number(number) };
}

export const chunkText = ({ body }: Pick<ManagedRecord, 'body'>, { start, end }: Chunk): string =>
  body.slice(start, end);

/** A chunk as commands answer it under `--json`, less its text. */
export const plainChunk = ({ id }: ManagedRecord, { index, ...place }: Chunk): Record<string, unknown> => ({
  record: id,
  chunk: index,
  ...place,
});

/** The chunks of a record. They follow from its body alone, and cutting takes less time than reading them back would. */
export const chunksOf = ({ body, fields }: Pick<ManagedRecord, 'body' | 'fields'>): Chunk[] =>
  // A plain text has no headings, whatever its lines begin with.
  cutText(body, fields.media !== 'text');

/** @throws KaError `not-chunked` for a record whose kind knows no chunks */
export function refuseWhole(kind: Kind, { id }: ManagedRecord): void {
  if (!kind.chunked)
    throw new KaError('not-chunked', `${id} is a ${kind.kind}, which is not cut into chunks.`, `ka record show ${id}`);
}

/** @throws KaError `no-chunk` naming how many there are */
export function findChunk(chunks: readonly Chunk[], record: ManagedRecord, index: number): Chunk {
  const chunk = chunks[index];
  if (chunk) return chunk;
  const last = chunks.length - 1;
  const says = last < 0 ? 'has no text, hence no chunks' : `has the chunks 0 to ${last}, no ${index}`;
  throw new KaError('no-chunk', `${record.id} ${says}.`, `ka record chunk ${record.id}`);
}
