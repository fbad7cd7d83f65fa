import { plainRecord } from '../../records/contract.ts';
import { type Sealed, sealRecord } from '../../records/seal.ts';
import { sealGone } from '../../records/seal-gone.ts';
import { findProject } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';

interface Input {
  id: string[];
  by?: string;
  reason?: string;
}

const words = (status: Sealed['status'], dryRun: boolean): string =>
  status === 'unchanged'
    ? 'is as ka wrote it'
    : `${dryRun ? 'would be ' : ''}${status === 'told' ? 'told to the ledger' : 'sealed'}`;

export default defineCommand<Input>({
  summary: 'take what was edited outside of ka as a new revision',
  description:
    'Its fields, links and gates are checked first, as an update would be. A file written by hand gets its first revision. A record that was deleted on purpose, named by its whole id, is marked so in the ledger.',
  positional: ['id'],
  required: ['id'],
  input: {
    id: { type: 'array', items: { type: 'string' }, description: 'ids, or beginnings that no other has' },
    by: { type: 'string', description: 'who seals it (default as for ka record add)', placeholder: 'name' },
    reason: {
      type: 'string',
      description: 'why; it stands in the ledger, and passes gates that take one',
      placeholder: 'text',
    },
  },
  writes: true,
  examples: [
    { line: 'ka record seal t_2026', says: 'the task as it stands in its file becomes the next revision' },
    { line: 'ka record seal t_2026 --reason "Reworded by hand."', says: 'with a note in the ledger' },
  ],
  async run({ id: ids, by, reason }, ctx) {
    const project = findProject(ctx);
    const results: { id: string; status: string; record: Record<string, unknown> | null }[] = [];
    const lines: string[] = [];
    for (const id of ids) {
      const gone = sealGone(project, ctx, id, { by, reason });
      if (gone !== null) {
        results.push({ id: gone, status: 'removed', record: null });
        lines.push(`${gone} ${ctx.dryRun ? 'would be' : 'is'} marked as removed`);
        continue;
      }
      const { status, record } = await sealRecord(project, ctx, id, { by, reason });
      results.push({ id: record.id, status, record: plainRecord(record) });
      lines.push(`${record.id} ${words(status, ctx.dryRun)} at revision ${record.rev} (${record.path})`);
    }
    return { data: { schema_version: 1, results }, text: lines.join('\n') };
  },
});
