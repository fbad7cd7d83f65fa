import { plainRecord } from '../../records/contract.ts';
import { recordText } from '../../records/document.ts';
import { splitChunkId } from '../../records/evidence/chunks.ts';
import { findKind } from '../../records/kinds.ts';
import { lineage } from '../../records/lineage.ts';
import { findRecord } from '../../records/read.ts';
import { needsOf } from '../../records/surroundings.ts';
import { findProject } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';
import { showChunk } from './chunk-answer.ts';

export default defineCommand<{ id: string; chunk?: number; kind?: string }>({
  summary: 'show a managed record, where it came from and what names it',
  positional: ['id'],
  required: ['id'],
  input: {
    id: { type: 'string', description: 'its id, or a beginning that no other has; with #3 behind it, that chunk' },
    kind: { type: 'string', description: 'look among records of this kind only' },
    chunk: { type: 'integer', minimum: 0, description: 'only this chunk of a document', placeholder: 'number' },
  },
  tool: 'read',
  examples: [
    { line: 'ka record show l_2026', says: 'the record, the gotcha before it, the lesson after it, its verdicts' },
    { line: 'ka record show ev_2026#3', says: 'one chunk of a document, as a search names it' },
  ],
  run({ id, chunk: number, kind: only }, ctx) {
    const project = findProject(ctx);
    const named = splitChunkId(id);
    const { kind, record } = findRecord(
      project,
      ctx,
      named.id,
      only === undefined ? undefined : [findKind(project, ctx, only)],
    );
    const chunk = number ?? named.chunk;
    if (chunk !== undefined) return showChunk({ kind, record }, chunk);
    const links = lineage(project, ctx, record);
    const needs = needsOf(project, ctx, kind, record);
    const lines = [
      ...links.map(({ how, id: other, says }) => `${how}: ${other}  ${says}`),
      ...needs.map((need) => `needs ${need}`),
    ];
    return {
      data: { schema_version: 1, id: record.id, record: plainRecord(record), links, needs },
      text: [recordText(kind, record).trimEnd(), ...(lines.length > 0 ? ['', ...lines] : [])].join('\n'),
    };
  },
});
