import { table } from '../../lib/table.ts';
import { verifyMigration } from '../../records/migration/verify.ts';
import { findProject } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';
import { roots } from './roots.ts';

export default defineCommand<{ root?: string[] }>({
  summary: 'read lesson files again and compare them with their records',
  description:
    'Exit 1 where an entry has no record, says something else than its record, or left its file. A record that was updated since is `revised`, one whose whole file is gone is `gone`: both are as they should be.',
  input: roots,
  tool: 'read',
  examples: [{ line: 'ka migrate verify', says: 'whether every entry is a record, word for word' }],
  run({ root = [] }, ctx) {
    const { plan, compared, ok } = verifyMigration(findProject(ctx), ctx, root);
    const wrong = compared.filter(({ why }) => why !== null);
    const rows = wrong.map(({ state, path, title, why }) => [state, path, title, why!]);
    return {
      data: { schema_version: 1, ok, entries: plan.steps.length, compared },
      text: [
        ...(rows.length > 0 ? [table(['!state', 'file', 'title', '=why'], rows, ctx.columns), ''] : []),
        `${compared.length - wrong.length} of ${compared.length} as their files say`,
      ].join('\n'),
      exitCode: ok ? 0 : 1,
    };
  },
});
