import { voidRecord } from '../../metrics/book.ts';
import { findProject } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';

export default defineCommand<{ id: string }>({
  summary: 'Withdraw a record for good.',
  description: 'Its lines stay in the log until they are pruned, and nothing brings it back.',
  positional: ['id'],
  input: { id: { type: 'string', description: 'id of the record: x_ and 20 hex digits' } },
  required: ['id'],
  writes: true,
  examples: [{ line: 'ka metrics void x_4f1c2d3e4a5b6c7d8e9f', says: 'it was a test run' }],
  run({ id }, ctx) {
    const { agent, status } = voidRecord(findProject(ctx), ctx, id);
    const text =
      status === 'unchanged'
        ? `${id} was withdrawn already`
        : `${ctx.dryRun ? 'would withdraw' : 'withdrew'} ${id} of ${agent}`;
    return { data: { schema_version: 1, status, id, agent }, text };
  },
});
