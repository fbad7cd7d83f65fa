import { KaError } from '../../lib/errors.ts';
import { table } from '../../lib/table.ts';
import { cellOf } from '../../records/cells.ts';
import { plainRecord } from '../../records/contract.ts';
import { findKind } from '../../records/kinds.ts';
import { readRecords } from '../../records/read.ts';
import { showIds } from '../../records/show-id.ts';
import { findProject } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';

interface Input {
  kind: string;
  status?: string;
  task?: string;
  limit: number;
}

export default defineCommand<Input>({
  summary: 'list the managed records of a kind, newest first',
  positional: ['kind'],
  required: ['kind'],
  input: {
    kind: { type: 'string', description: 'task, gotcha, learning … (ka record kinds)' },
    status: { type: 'string', description: 'only those of this status' },
    task: { type: 'string', description: 'only those of this task', placeholder: 'id' },
    limit: { type: 'integer', minimum: 1, default: 20, description: 'at most so many' },
  },
  tool: 'read',
  examples: [
    { line: 'ka record list task --status active', says: 'what is being worked on' },
    { line: 'ka record list gotcha --limit 100 --json', says: 'for another program' },
  ],
  run({ kind: name, status, task, limit }, ctx) {
    const project = findProject(ctx);
    const kind = findKind(project, ctx, name);
    const statuses = kind.fields.status?.enum?.map(String);
    if (status !== undefined && statuses && !statuses.includes(status))
      throw new KaError(
        'bad-value',
        `${kind.kind} has no status "${status.slice(0, 40)}"; it has ${statuses.join(', ')}.`,
        `ka record list ${kind.kind} --status ${statuses[0]}`,
      );
    const { records, problems } = readRecords(project, kind);
    const fits = records.filter(
      ({ fields }) =>
        (status === undefined || fields.status === status) &&
        (task === undefined || String(fields.task ?? fields.of ?? '').startsWith(task)),
    );
    const shown = fits.slice(-limit).reverse();
    const columns = kind.list.map((column, at) =>
      at === kind.list.length - 1 ? column : column === 'title' || column === 'summary' ? `~${column}` : column,
    );
    const more = fits.length - shown.length;
    return {
      data: { schema_version: 1, kind: kind.kind, total: fits.length, records: shown.map(plainRecord), problems },
      text:
        shown.length === 0
          ? `There is no ${kind.kind} here${status || task ? ' that fits' : ''}. ka record add ${kind.kind}`
          : [
              table(
                ['!id', ...columns],
                shown.map((record) => [record.id, ...kind.list.map((column) => cellOf(record, column))].map(showIds)),
                ctx.columns,
              ),
              ...(more > 0 ? [`… and ${more} more: --limit ${fits.length}`] : []),
            ].join('\n'),
      notes: problems,
    };
  },
});
