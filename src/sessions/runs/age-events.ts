import { join } from 'node:path';
import type { Ctx } from '../../lib/context.ts';
import { parseTime } from '../../lib/time.ts';
import { readConfigOrDefaults } from '../../store/config.ts';
import { listFolder, removeFile } from '../../store/files.ts';
import { gzipFile } from '../../store/gzip-file.ts';
import { inMainWorktree, type Project } from '../../store/project.ts';
import { eventsFolder } from './raw-events.ts';

const DAY_MS = 24 * 3_600_000;
const PLAIN_DAYS = 7;

/** Raw hook events: packed after seven days, dropped after the retention. Never done by a hook. */
export function ageEvents(here: Project, ctx: Ctx): void {
  const project = inMainWorktree(here);
  const folder = eventsFolder(project);
  const names = listFolder(folder);
  if (names.length === 0) return;
  const kept = readConfigOrDefaults(project, ctx).config.retention_days;
  for (const name of names) {
    const [, day, packed] = /^(\d{4}-\d{2}-\d{2})\.jsonl(\.gz)?$/.exec(name) ?? [];
    const began = day === undefined ? null : parseTime(`${day}T00:00:00.000Z`);
    if (began === null) continue;
    const age = (ctx.now() - began) / DAY_MS;
    if (age > kept + 1) removeFile(join(folder, name));
    else if (age > PLAIN_DAYS + 1 && packed === undefined) gzipFile(join(folder, name));
  }
}
