import type { Ctx } from '../../lib/context.ts';
import { KaError } from '../../lib/errors.ts';
import type { Project } from '../../store/project.ts';
import type { Kind } from '../contract.ts';
import type { Given } from '../fields.ts';
import { runCheck } from './commands.ts';

/**
 * Runs commands and puts them under `checks`. Where the caller states no verdict it follows from their exit codes; one that
 * they contradict is refused.
 *
 * @throws KaError `no-checks` for a kind without them, `contradicted` (exit 1), `timeout`
 */
export async function withChecks(
  project: Project,
  ctx: Ctx,
  kind: Kind,
  given: Given,
  commands: readonly string[],
  timeoutS: number,
): Promise<Given> {
  const { runs } = kind;
  if (!runs)
    throw new KaError(
      'no-checks',
      `${kind.kind} holds no commands that were run.`,
      'ka record add verification --run "npm test"',
    );
  const checks = [];
  for (const cmd of commands) checks.push((await runCheck(project, ctx, cmd, timeoutS)).check);
  const failed = checks.filter(({ exit }) => exit !== 0);
  const fields = { ...given.fields, [runs.field]: [...listOf(given.fields[runs.field]), ...checks] };
  if (!runs.verdict) return { ...given, fields };
  const { field, passed, failed: says, accepting } = runs.verdict;
  const stated = given.fields[field];
  if (failed.length > 0 && accepting.includes(String(stated)))
    throw new KaError(
      'contradicted',
      `${field} is ${String(stated)}, but ${failed.map(({ cmd, exit }) => `${cmd} ended with ${exit ?? 'a signal'}`).join(', ')}.`,
      `--${field} ${says}`,
      1,
    );
  return { ...given, fields: { ...fields, [field]: stated ?? (failed.length === 0 ? passed : says) } };
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
