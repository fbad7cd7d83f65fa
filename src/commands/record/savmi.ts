import { KaError } from '../../lib/errors.ts';
import { table } from '../../lib/table.ts';
import { isoTime } from '../../lib/time.ts';
import { findKind } from '../../records/kinds.ts';
import { savmi, savmiLine } from '../../records/overview/savmi.ts';
import { findRecord } from '../../records/read.ts';
import { readEverything } from '../../records/reports/everything.ts';
import { findProject } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';

export default defineCommand<{ task: string }>({
  summary: 'what of each layer of the loop exists for a task, and what is missing',
  required: ['task'],
  input: { task: { type: 'string', description: 'its id, or a beginning that no other has', placeholder: 'id' } },
  tool: 'read',
  examples: [{ line: 'ka record savmi --task t_2026', says: 'scope, adapt, verify, manage, improve, a line each' }],
  run({ task: id }, ctx) {
    const project = findProject(ctx);
    const { record } = findRecord(project, ctx, id, [findKind(project, ctx, 'task')]);
    const all = readEverything(project, ctx, null);
    const task = all.of('task').find((one) => one.id === record.id);
    if (!task) throw new KaError('no-record', `There is no task ${id} here.`, 'ka record list task');
    const layers = savmi(all, task, isoTime(ctx.now()));
    const rows = layers.map(({ layer, has, missing }) => [layer, has.join(', ') || '-', missing.join(', ') || '-']);
    return {
      data: { schema_version: 1, id: task.id, layers },
      text: `${task.id}  ${String(task.fields.title)}  ${savmiLine(layers)}\n${table(['!layer', '=there is', '=missing'], rows, ctx.columns)}`,
    };
  },
});
