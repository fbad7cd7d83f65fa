import { applyMigration } from '../../records/migration/apply.ts';
import { findProject } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';
import { roots } from './roots.ts';

export default defineCommand<{ root?: string[]; confirm: string }>({
  summary: 'take lesson files in as records, as the plan with that hash says',
  description:
    'Where a file changed since, the plan is another one and nothing is written (exit 1). The files stay as they are. Doing it again adds nothing.',
  input: {
    ...roots,
    confirm: { type: 'string', description: 'the hash that `ka migrate plan` printed', placeholder: 'hash' },
  },
  required: ['confirm'],
  writes: true,
  examples: [
    { line: 'ka migrate apply --confirm 0a1b2c3d4e5f6071', says: 'writes a record for each entry of that plan' },
  ],
  run({ root = [], confirm }, ctx) {
    const { hash, added } = applyMigration(findProject(ctx), ctx, root, confirm);
    const fresh = added.filter(({ status }) => status === 'added');
    const verb = ctx.dryRun ? 'would add' : 'added';
    return {
      data: {
        schema_version: 1,
        hash,
        added: fresh.length,
        records: added.map(({ status, record }) => ({ id: record.id, status, path: record.path })),
      },
      text: [
        ...fresh.map(({ record }) => `${verb}: ${record.id} ${String(record.fields.title)}`),
        `${verb} ${fresh.length}, ${added.length - fresh.length} there already`,
      ].join('\n'),
    };
  },
});
