import { join } from 'node:path';
import type { Payload } from '../../harnesses/hook-payload.ts';
import type { HarnessName } from '../../harnesses/transcripts.ts';
import type { Ctx } from '../../lib/context.ts';
import { isoTime } from '../../lib/time.ts';
import { addLine } from '../../store/add-line.ts';
import { hideLocal } from '../../store/git/hide-local.ts';
import type { Project } from '../../store/project.ts';

/** A payload may hold a whole prompt or a tool's output; what is longer is kept as its size alone. */
const LONGEST = 256 * 1024;

/** Where raw hook events are kept, a file a day: `.kaizen/local/events/<yyyy-mm-dd>.jsonl`. */
export const eventsFolder = (project: Project): string => join(project.local, 'events');

/**
 * Keeps a hook event as it was delivered. It never leaves this machine; nothing waits for the disk.
 *
 * @param text the payload as it came, `payload` the same parsed
 */
export function keepEvent(home: Project, ctx: Ctx, harness: HarnessName, text: string, payload: Payload): void {
  const at = isoTime(ctx.now());
  const path = join(eventsFolder(home), `${at.slice(0, 10)}.jsonl`);
  const isLine = !/[\r\n]/.test(text);
  const event = text.length > LONGEST ? `{"bytes":${text.length}}` : isLine ? text : JSON.stringify(payload);
  const isNew = addLine(path, `{"at":"${at}","harness":"${harness}","event":${event}}\n`);
  // It holds what was typed: git must not see it, also where nobody ran `ka init`.
  if (isNew) hideLocal(home);
}
