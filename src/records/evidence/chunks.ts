import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Ctx } from '../../lib/context.ts';
import { KaError } from '../../lib/errors.ts';
import { readJson, statFile } from '../../store/files.ts';
import { hideLocal } from '../../store/git/hide-local.ts';
import type { Project } from '../../store/project.ts';
import { placeFile } from '../../store/quick-file.ts';
import type { Kind, ManagedRecord } from '../contract.ts';
import { type Chunk, cutText } from './cut.ts';

/** Of the way in which `cutText` cuts: raised with a change of it. */
const VERSION = 1;

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

/** A plain text has none, whatever its lines begin with. */
export const hasHeadings = ({ media }: Readonly<Record<string, unknown>>): boolean => media !== 'text';

/** Named by what is cut: the same text is cut once, and a changed one anew. */
function fileOf(project: Project, { body, fields }: ManagedRecord): string {
  const hash = createHash('sha256').update(`${VERSION} ${fields.media} ${body}`).digest('hex');
  return join(project.local, 'cache', 'chunks', `${hash.slice(0, 32)}.json`);
}

/** Cuts a record's body and keeps the places; a cache that cannot be written costs time, nothing else. */
export function cutAnew(project: Project, ctx: Ctx, record: ManagedRecord): Chunk[] {
  const chunks = cutText(record.body, hasHeadings(record.fields));
  try {
    if (statFile(project.kaizen)) {
      hideLocal(project);
      placeFile(fileOf(project, record), JSON.stringify(chunks), ctx.pid);
    }
  } catch {
    // It is made again the next time.
  }
  return chunks;
}

/** The chunks of a record, from `.kaizen/local/cache/chunks` where they are, else cut. */
export const chunksOf = (project: Project, ctx: Ctx, record: ManagedRecord): Chunk[] =>
  readJson<Chunk[]>(fileOf(project, record)) ?? cutAnew(project, ctx, record);

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
