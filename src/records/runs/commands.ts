import { createHash } from 'node:crypto';
import type { Ctx } from '../../lib/context.ts';
import { KaError } from '../../lib/errors.ts';
import { type CommandRun, runCommand } from '../../store/process/run-command.ts';
import type { Project } from '../../store/project.ts';

/** What one command came to, as a record keeps it: no word of what it printed, which may hold anything. */
export interface Check {
  cmd: string;
  /** Null if a signal or the time ended it. */
  exit: number | null;
  seconds: number;
  /** `sha256:…` of what it printed, standard output before standard error. */
  output: string;
}

/** The same with what it printed. */
export interface Ran {
  check: Check;
  run: CommandRun;
}

/**
 * Runs a command that the user named, in the project's root, with nothing outliving it.
 *
 * @throws KaError `timeout` if it ran too long: that is no result
 */
export async function runCheck(project: Project, ctx: Ctx, cmd: string, timeoutS: number): Promise<Ran> {
  ctx.progress(`running ${cmd}`);
  const start = ctx.now();
  const run = await runCommand(cmd, { cwd: project.root, env: ctx.env, timeoutMs: timeoutS * 1000 });
  if (run.timedOut)
    throw new KaError(
      'timeout',
      `${cmd} ran longer than ${timeoutS} s and was ended with all it started.`,
      '--timeout 1800',
    );
  const output = createHash('sha256').update(run.stdout).update(run.stderr).digest('hex');
  const seconds = Math.round(ctx.now() - start) / 1000;
  return { check: { cmd, exit: run.code, seconds, output: `sha256:${output}` }, run };
}
