import type { Ctx } from '../../lib/context.ts';
import { KaError } from '../../lib/errors.ts';
import type { Project } from '../../store/project.ts';
import { type Added, addRecord } from '../add.ts';
import { planMigration } from './plan.ts';

/** What was taken in: a record for each entry, in the order of the plan. */
export interface Applied {
  hash: string;
  added: Added[];
}

/**
 * Takes lesson files in, as a plan says that was looked at; the files stay as they are. Doing it again adds nothing.
 *
 * @param confirm the plan's hash
 * @throws KaError `other-plan` (exit 1) where files or records would give another plan, `refused` (exit 1) where an entry
 *   cannot be written; nothing is written then
 */
export function applyMigration(project: Project, ctx: Ctx, roots: readonly string[], confirm: string): Applied {
  const { hash, steps } = planMigration(project, ctx, roots);
  const again = ['ka migrate plan', ...roots.map((root) => `--root ${root}`)].join(' ');
  if (hash !== confirm.toLowerCase())
    throw new KaError('other-plan', `The plan is ${hash} now, not ${confirm.slice(0, 64)}.`, again, 1);
  const refused = steps.filter(({ status }) => status === 'refused');
  if (refused.length > 0) {
    const lines = refused.map(({ key, why }) => `${key.slice('migrated:'.length)}: ${why}`);
    throw new KaError(
      'refused',
      `${refused.length} of ${steps.length} cannot be written.\n${lines.join('\n')}`,
      again,
      1,
    );
  }
  const added = steps.map(({ kind, given, key }) => addRecord(project, ctx, kind, given, { key, op: 'migrate' }));
  return { hash, added };
}
