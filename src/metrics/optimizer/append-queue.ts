import type { Ctx } from '../../lib/context.ts';
import { readConfig } from '../../store/config.ts';
import { appendLines } from '../../store/log/log.ts';
import { writeTarget } from '../../store/log/writer.ts';
import type { Project } from '../../store/project.ts';
import { optimizerFolder, QUEUE } from './queue.ts';
import type { QueueLine } from './recommendation.ts';

/** Appends lines to the queue's history; the caller holds its lock. */
export function appendQueue(project: Project, ctx: Ctx, lines: readonly QueueLine[]): void {
  if (lines.length === 0) return;
  const { writer } = readConfig(project, ctx);
  const file = writeTarget(project, ctx, optimizerFolder(project), QUEUE, writer);
  appendLines(
    file,
    lines.map((line) => JSON.stringify(line)),
  );
}
