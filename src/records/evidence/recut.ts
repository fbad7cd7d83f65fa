import type { Ctx } from '../../lib/context.ts';
import type { Project } from '../../store/project.ts';
import type { ManagedRecord } from '../contract.ts';
import { findRecord } from '../read.ts';
import { updateRecord } from '../update.ts';
import { cutAnew, refuseWhole } from './chunks.ts';
import type { Chunk } from './cut.ts';

/**
 * Cuts a record's text anew, as after a hand changed it or a new version of ka cuts otherwise; the record keeps how many
 * chunks there are.
 *
 * @throws KaError `not-chunked`, and as `findRecord` and `updateRecord`
 */
export function recut(project: Project, ctx: Ctx, id: string): { record: ManagedRecord; chunks: Chunk[] } {
  const { kind, record } = findRecord(project, ctx, id);
  refuseWhole(kind, record);
  const chunks = cutAnew(project, ctx, record);
  if (!('chunks' in kind.fields) || record.fields.chunks === chunks.length) return { record, chunks };
  const given = { fields: { chunks: chunks.length }, sections: {} };
  return { record: updateRecord(project, ctx, record.id, () => given, { op: 'chunk' }).record, chunks };
}
