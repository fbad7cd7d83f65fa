import type { Ctx } from '../../lib/context.ts';
import type { Project } from '../../store/project.ts';
import type { ManagedRecord } from '../contract.ts';
import { findRecord } from '../read.ts';
import { updateRecord } from '../update.ts';
import { chunksOf, refuseWhole } from './chunks.ts';
import type { Chunk } from './cut.ts';

/**
 * Cuts a record's text, which may have changed since it was taken in, or be cut otherwise by a newer ka: the record then
 * says how many chunks there are now.
 *
 * @throws KaError `not-chunked`, and as `findRecord` and `updateRecord`
 */
export function recut(project: Project, ctx: Ctx, id: string): { record: ManagedRecord; chunks: Chunk[] } {
  const { kind, record } = findRecord(project, ctx, id);
  refuseWhole(kind, record);
  const chunks = chunksOf(record);
  if (!('chunks' in kind.fields) || record.fields.chunks === chunks.length) return { record, chunks };
  const given = { fields: { chunks: chunks.length }, sections: {} };
  return { record: updateRecord(project, ctx, record.id, () => given, { op: 'chunk' }).record, chunks };
}
