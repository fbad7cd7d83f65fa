import { MIGRATION_REPORT, migrationReport } from '../../records/migration/report.ts';
import { verifyMigration } from '../../records/migration/verify.ts';
import { applyChanges, describeChanges } from '../../store/changes.ts';
import { readConfig } from '../../store/config.ts';
import { findProject } from '../../store/project.ts';
import { redactSecrets } from '../../store/redact/redact.ts';
import { defineCommand } from '../contract.ts';
import { roots } from './roots.ts';

export default defineCommand<{ root?: string[] }>({
  summary: `write how far a migration is to ${MIGRATION_REPORT}`,
  description: 'The same files and records give the same bytes.',
  input: roots,
  writes: true,
  examples: [{ line: 'ka migrate report', says: 'each file and entry, its record and state, and what was left over' }],
  run({ root = [] }, ctx) {
    const project = findProject(ctx);
    const verified = verifyMigration(project, ctx, root);
    const { allow } = readConfig(project, ctx).redaction;
    const text = redactSecrets(migrationReport(verified), allow).value;
    const change = { kind: 'write', path: MIGRATION_REPORT, text } as const;
    const shown = ctx.dryRun ? describeChanges(project, [change]) : `written to ${MIGRATION_REPORT}`;
    if (!ctx.dryRun) applyChanges(project, [change]);
    return {
      data: { schema_version: 1, path: MIGRATION_REPORT, ok: verified.ok, compared: verified.compared },
      text: shown,
    };
  },
});
