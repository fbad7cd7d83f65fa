import { plainRecord } from '../../records/contract.ts';
import { recordText } from '../../records/document.ts';
import { lineage } from '../../records/lineage.ts';
import { findRecord } from '../../records/read.ts';
import { needsOf } from '../../records/surroundings.ts';
import { findProject } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';

export default defineCommand<{ id: string }>({
  summary: 'show a managed record, where it came from and what names it',
  positional: ['id'],
  required: ['id'],
  input: { id: { type: 'string', description: 'its id, or a beginning that no other has' } },
  tool: 'read',
  examples: [
    { line: 'ka record show l_2026', says: 'the record, the gotcha before it, the lesson after it, its verdicts' },
  ],
  run({ id }, ctx) {
    const project = findProject(ctx);
    const { kind, record } = findRecord(project, ctx, id);
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
