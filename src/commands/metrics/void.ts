import { voidRecord } from '../../metrics/records/book.ts';
import { findProject } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';

export default defineCommand<{ id: string }>({
  summary: 'withdraw a record for good',
  description: 'Its lines stay in the log until they are pruned, and nothing brings it back.',
  positional: ['id'],
  input: {
    id: { type: 'string', description: 'id of the record, or the start of it, as `ka metrics show` prints it' },
  },
  required: ['id'],
  writes: true,
  examples: [{ line: 'ka metrics void x_4f1c2d3e', says: 'it was a test run' }],
  run({ id: wanted }, ctx) {
    const { agent, id, status } = voidRecord(findProject(ctx), ctx, wanted);
    const text =
      status === 'unchanged'
        ? `${id} was withdrawn already`
        : `${ctx.dryRun ? 'would withdraw' : 'withdrew'} ${id} of ${agent}`;
    return { data: { schema_version: 1, status, id, agent }, text };
  },
});
