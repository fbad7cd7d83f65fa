import type { Ctx } from '../../lib/context.ts';
import { KaError } from '../../lib/errors.ts';
import type { Project } from '../../store/project.ts';
import type { Kind } from '../contract.ts';
import type { Given } from '../fields.ts';
import { needNew } from '../judge-new.ts';
import { runCase } from './case.ts';
import { withChecks } from './verdict.ts';

/** What is to be run before a record is added. */
export interface Runs {
  /** Command lines. */
  run?: readonly string[] | undefined;
  /** The command of the case that the record names. */
  exec?: boolean | undefined;
  /** Seconds. */
  timeout: number;
  /** A missing heading is an error. */
  strict?: boolean | undefined;
}

/** The fields that a run fills in where the caller says nothing of them. */
export function filledBy({ runs }: Kind, { fields }: Given, { run = [], exec }: Runs): readonly string[] {
  if (!runs || (!exec && run.length === 0)) return [];
  const names = [runs.field, ...(runs.verdict ? [runs.verdict.field] : []), ...(exec ? ['summary'] : [])];
  return names.filter((name) => fields[name] === undefined);
}

/**
 * Runs what was asked for and puts what came out into the record. Nothing is run for words that are refused. A dry run
 * runs nothing.
 */
export async function runFor(project: Project, ctx: Ctx, kind: Kind, given: Given, asked: Runs): Promise<Given> {
  const { run = [], exec, timeout, strict } = asked;
  if (exec && !kind.runs?.case)
    throw new KaError('no-case', `${kind.kind} is no run of a case.`, 'ka record add eval-run --case ID --exec');
  if (ctx.dryRun) return given;
  const later = filledBy(kind, given, asked);
  if (kind.runs && (exec || run.length > 0))
    needNew(project, ctx, kind, given, `ka record add ${kind.kind}`, { strict, later });
  const checked = run.length > 0 ? await withChecks(project, ctx, kind, given, run, timeout) : given;
  return exec ? runCase(project, ctx, checked, timeout) : checked;
}
