import { table } from '../../lib/table.ts';
import { plainRecord } from '../../records/contract.ts';
import { RUN_KIND, unfinishedNotes, unfinishedRuns } from '../../records/generation/run-record.ts';
import { findKind } from '../../records/kinds.ts';
import { readRecords } from '../../records/read.ts';
import { findProject } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';

interface Input {
  task?: string;
  limit: number;
}

export default defineCommand<Input>({
  summary: 'list the runs of ComfyUI workflows, newest first',
  input: {
    task: { type: 'string', description: 'only those of this task', placeholder: 'id' },
    limit: { type: 'integer', minimum: 1, default: 20, description: 'at most so many' },
  },
  tool: 'read',
  examples: [{ line: 'ka comfy list', says: 'what was run, with seed and outcome' }],
  run({ task, limit }, ctx) {
    const project = findProject(ctx);
    const { records, problems } = readRecords(project, findKind(project, ctx, RUN_KIND));
    const runs = records.filter(
      ({ fields }) =>
        fields.backend === 'comfyui' && (task === undefined || String(fields.task ?? '').startsWith(task)),
    );
    const shown = runs.slice(-limit).reverse();
    const more = runs.length - shown.length;
    const rows = shown.map(({ id, fields, created }) => [
      id,
      String(fields.status),
      String(fields.seed ?? '-'),
      created?.slice(0, 16) ?? '-',
      String(fields.error ?? fields.summary ?? ''),
    ]);
    return {
      data: { schema_version: 1, total: runs.length, records: shown.map(plainRecord), problems },
      text:
        shown.length === 0
          ? 'No workflow was run here. ka comfy run PATH'
          : [
              table(['!id', 'status', '>seed', 'when', '~about'], rows, ctx.columns),
              ...(more > 0 ? [`… and ${more} more: --limit ${runs.length}`] : []),
            ].join('\n'),
      notes: [...unfinishedNotes(unfinishedRuns(project, ctx, 'comfyui')), ...problems],
    };
  },
});
