import type { AgentFormat } from '../harnesses/agent-format.ts';
import type { Ctx } from '../lib/context.ts';
import type { ExitCode } from '../lib/errors.ts';
import { wrap } from '../lib/wrap.ts';
import { applyChanges, describeChanges } from '../store/changes.ts';
import { applyHiding, describeHiding, planHiding } from '../store/git/exclude.ts';
import type { Project } from '../store/project.ts';
import type { Plan, Step } from './export.ts';

const line = ({ path, status, reason }: Step): string => `${status.padEnd(9)}  ${path}${reason ? `: ${reason}` : ''}`;

/** What an export could not express, once for all files of a format, and what is left to the user. */
const remarks = (steps: readonly Step[], formats: readonly AgentFormat[], columns: number): string[] =>
  formats.flatMap(({ title, folder, note }) => {
    const own = steps.filter(({ path, status }) => path.startsWith(`${folder}/`) && status !== 'refused');
    const keys = [...new Set(own.flatMap(({ lost }) => lost ?? []))].sort();
    const lost = `${title}'s format has no place for: ${keys.join(', ')}. They stay in the source, where ka reads them.`;
    const said = [...(keys.length > 0 ? [lost] : []), ...(note && own.length > 0 ? [note] : [])];
    // A line of its own is a command to paste.
    return said.flatMap((text) => text.split('\n').map((one, at) => (at === 0 ? wrap('', one, columns) : `  ${one}`)));
  });

/** Carries a plan out, or shows it under `--dry-run`; the answer of `install`, `new` and `export`. */
export function carryOut(project: Project, ctx: Ctx, { steps, changes, formats = [] }: Plan) {
  const refused = steps.some(({ status }) => status === 'refused');
  const said = [...steps.map(line), ...remarks(steps, formats, ctx.columns)];
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
