import { join } from 'node:path';
import type { Ctx } from '../../lib/context.ts';
import { KaError } from '../../lib/errors.ts';
import { isoTime } from '../../lib/time.ts';
import { listFolder, readText, removeFile, replaceFile } from '../../store/files.ts';
import { moveFile } from '../../store/move-file.ts';
import type { Project } from '../../store/project.ts';
import { tmpFolder } from '../places.ts';
import { type Fields, type WriteOptions, type Written, writeRecord } from './book.ts';

/** Others wait behind a command that takes the spool in. */
const PATIENCE_MS = 1000;

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

interface Spooled {
  fields: Fields;
  options: WriteOptions;
}

const isMap = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** What a file of the spool holds; `undefined`: another process took it in; null: it is none of ours, or broken. */
function readSpooled(path: string): Spooled | null | undefined {
  try {
    const text = readText(path);
    if (text === null) return undefined;
    const value: unknown = JSON.parse(text);
    const whole = isMap(value) && isMap(value.fields) && typeof value.fields.agent === 'string' && isMap(value.options);
    return whole ? (value as unknown as Spooled) : null;
  } catch {
    return null;
  }
}

/** What no log may hold will never be taken in; that there is no lock or no disk today says nothing about tomorrow. */
const isHopeless = (error: unknown): boolean =>
  error instanceof KaError && (error.code === 'bad-record' || error.code === 'bad-name');

/**
 * Takes the spool in. What still cannot be written stays for the next command; what never can be is set aside in
 * `spool/bad`, where `ka doctor` finds it. A log that is busy is asked once, and not waited for long.
 */
export function takeInSpool(project: Project, ctx: Ctx): void {
  if (ctx.dryRun) return;
  const busy = new Set<string>();
  for (const path of listSpool(project)) {
    const spooled = readSpooled(path);
    if (spooled === undefined || (spooled && busy.has(spooled.fields.agent))) continue;
    try {
      if (spooled === null) {
        setAside(project, path);
        continue;
      }
      writeRecord(project, ctx, spooled.fields, { ...spooled.options, redact: 'replace', patience_ms: PATIENCE_MS });
      removeFile(path);
    } catch (error) {
      if (isHopeless(error)) setAside(project, path);
      else if (spooled) busy.add(spooled.fields.agent);
    }
  }
}

const setAside = (project: Project, path: string): void => moveFile(path, join(spoolFolder(project), 'bad'));

/** The files that wait to be taken in, or those that never can be, absolute. */
export const listSpool = (project: Project, which: 'waiting' | 'bad' = 'waiting'): string[] => {
  const folder = which === 'bad' ? join(spoolFolder(project), 'bad') : spoolFolder(project);
  return listFolder(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => join(folder, name));
};
