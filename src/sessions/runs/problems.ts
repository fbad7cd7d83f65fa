import { join } from 'node:path';
import type { Ctx } from '../../lib/context.ts';
import { isoTime } from '../../lib/time.ts';
import { addLogText } from '../../store/log/text-log.ts';
import type { Project } from '../../store/project.ts';

/** Notes a problem in `.kaizen/local/hook.log`; where even that cannot be written, nothing is said: hooks fail open. */
export function noteProblem(project: Project, ctx: Ctx, where: string, error: unknown): void {
  const said = error instanceof Error ? error.message : String(error);
  try {
    addLogText(
      join(project.local, 'hook.log'),
      `${isoTime(ctx.now())} ${where}: ${said.replaceAll('\n', ' ').slice(0, 500)}\n`,
    );
  } catch {
    // Read-only or full disk.
  }
}
