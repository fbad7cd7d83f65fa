import { join } from 'node:path';
import type { Ctx } from '../lib/context.ts';
import { KaError } from '../lib/errors.ts';
import { readConfig } from '../store/config.ts';
import { replaceFile, resolveInside } from '../store/files.ts';
import { hideLocal } from '../store/git/hide-local.ts';
import { withLock } from '../store/lock/lock.ts';
import type { Project } from '../store/project.ts';
import { refuseSecrets } from '../store/redact/redact.ts';
import { type Problem, problemLines } from './check.ts';
import type { Kind, ManagedRecord } from './contract.ts';
import { hashOf, recordText } from './document.ts';
import { type Act, settlePending, writeWithLedger } from './ledger.ts';
import { appendRecord } from './log.ts';

/** One writer at a time: what a gate has read stays true until the record stands. */
export function withRecords<T>(project: Project, ctx: Ctx, work: () => T): T {
  if (ctx.dryRun) return work();
  hideLocal(project);
  return withLock(join(project.local, 'locks', 'records.lock'), ctx, () => {
    settlePending(project, ctx);
    return work();
  });
}

/**
 * @param otherwise the command to try where no problem names what to write
 * @throws KaError `bad-record` with one line for each problem, `try:` the line with what to write
 */
export function refuseProblems(problems: readonly Problem[], line: string, otherwise = line): void {
  if (problems.length === 0) return;
  const examples = [...new Set(problems.flatMap(({ example }) => example ?? []))];
  throw new KaError(
    'bad-record',
    problemLines(problems),
    examples.length > 0 ? [line, ...examples].join(' ') : otherwise,
  );
}

/**
 * The gate before what a caller typed is written: fields and body. It stands before anything else is said of them, too, for
 * that may show a value. @throws KaError `secret`
 */
export function refuseSecretText(
  project: Project,
  ctx: Ctx,
  { fields, body, key, by }: Pick<ManagedRecord, 'fields' | 'body' | 'key' | 'by'>,
): void {
  refuseSecrets({ ...fields, body, key: key ?? '', by: by ?? '' }, readConfig(project, ctx).redaction.allow);
}

/** The record with its own hash; a private one, too, can be checked. */
export const sealed = (record: ManagedRecord): ManagedRecord => ({ ...record, hash: hashOf(record) });

/**
 * Puts a record in place and tells the ledger; the caller holds the lock (`withRecords`). A dry run writes nothing.
 *
 * @returns the record as it stands there
 * @throws KaError `secret`, `disk-full`, `no-permission`, `outside-project`
 */
export function putRecord(project: Project, ctx: Ctx, kind: Kind, record: ManagedRecord, act: Act): ManagedRecord {
  refuseSecretText(project, ctx, record);
  if (kind.store === 'log')
    return { ...record, path: ctx.dryRun ? record.path : appendRecord(project, ctx, kind, record) };
  const whole = sealed(record);
  const place = resolveInside(project.root, whole.path);
  const text = recordText(kind, whole);
  if (!ctx.dryRun)
    writeWithLedger(project, ctx, kind, whole, act, () => replaceFile(place, text, join(project.local, 'tmp')));
  return whole;
}
