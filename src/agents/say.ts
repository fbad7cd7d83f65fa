import type { Ctx } from '../lib/context.ts';
import type { ExitCode } from '../lib/errors.ts';
import { applyChanges, describeChanges } from '../store/changes.ts';
import { applyHiding, describeHiding, planHiding } from '../store/exclude.ts';
import type { Project } from '../store/project.ts';
import type { Plan, Step } from './export.ts';

const line = ({ path, status, reason }: Step): string => `${status.padEnd(9)}  ${path}${reason ? `: ${reason}` : ''}`;

/** What no export could express, once for all files. */
function lostKeys(steps: readonly Step[]): string[] {
  const keys = [...new Set(steps.flatMap(({ lost }) => lost ?? []))].sort();
  if (keys.length === 0) return [];
  return [`Claude Code's format has no place for: ${keys.join(', ')}. They stay in the source, where ka reads them.`];
}

/** Carries a plan out, or shows it under `--dry-run`; the answer of `install`, `new` and `export`. */
export function carryOut(project: Project, ctx: Ctx, { steps, changes }: Plan) {
  const refused = steps.some(({ status }) => status === 'refused');
  const said = [...steps.map(line), ...lostKeys(steps)];
  if (refused) said.push('What was refused is as before; --force replaces it.');
  const written = changes.filter(({ kind }) => kind === 'write').map(({ path }) => path);
  const hiding = planHiding(project, written);
  let diff = '';
  if (ctx.dryRun) diff = (hiding ? describeHiding(hiding) : '') + describeChanges(project, changes);
  else {
    if (hiding) applyHiding(project, hiding);
    applyChanges(project, changes);
  }
  const text = diff + said.join('\n');
  return {
    data: { schema_version: 1, dry_run: ctx.dryRun, files: steps },
    text,
    exitCode: (refused ? 1 : 0) as ExitCode,
  };
}
