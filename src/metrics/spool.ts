import { join } from 'node:path';
import type { Ctx } from '../lib/context.ts';
import { KaError } from '../lib/errors.ts';
import { isoTime } from '../lib/time.ts';
import { listFolder, readJson, removeFile, replaceFile } from '../store/files.ts';
import type { Project } from '../store/project.ts';
import { type Fields, type WriteOptions, type Written, writeRecord } from './book.ts';
import { tmpFolder } from './places.ts';

const spoolFolder = (project: Project): string => join(project.local, 'spool');

/** Puts a record aside, durably. */
function spoolRecord(project: Project, ctx: Ctx, fields: Fields, options: WriteOptions): void {
  const now = isoTime(ctx.now());
  const settled = { ...fields, recorded_at: fields.recorded_at ?? now };
  // Without session or time the record has no identity of its own: a second taking-in must not make a second record.
  if (!fields.session_id && !fields.id) settled.id = `x_${ctx.random(10)}`;
  settled.timestamp ??= now;
  const name = `${now.replace(/\W/g, '')}-${ctx.random(4)}.json`;
  const text = `${JSON.stringify({ fields: settled, options })}\n`;
  replaceFile(join(spoolFolder(project), name), text, tmpFolder(project));
}

/**
 * Writes what cannot be asked for again: a run's record, a collector's result. Where the log's lock is not to be had it is
 * put aside, and the next command takes it in.
 *
 * @returns null: it was put aside
 * @throws as `writeRecord`, but for `busy`
 */
export function writeOrSpool(project: Project, ctx: Ctx, fields: Fields, options: WriteOptions): Written | null {
  try {
    return writeRecord(project, ctx, fields, options);
  } catch (error) {
    if (!(error instanceof KaError) || error.code !== 'busy') throw error;
    spoolRecord(project, ctx, fields, options);
    return null;
  }
}

/** Takes the spool in; what still cannot be written stays for the next command. Returns how many were taken in. */
export function takeInSpool(project: Project, ctx: Ctx): number {
  if (ctx.dryRun) return 0;
  let taken = 0;
  for (const name of listFolder(spoolFolder(project)).filter((file) => file.endsWith('.json'))) {
    const path = join(spoolFolder(project), name);
    const spooled = readJson<{ fields: Fields; options: WriteOptions }>(path);
    try {
      if (!spooled) continue;
      writeRecord(project, ctx, spooled.fields, { ...spooled.options, redact: 'replace' });
      removeFile(path);
      taken++;
    } catch (error) {
      // No lock or no disk yet: it stays. What no log may hold never will be taken in.
      if (error instanceof KaError && (error.code === 'bad-record' || error.code === 'bad-name')) removeFile(path);
    }
  }
  return taken;
}
