import { join } from 'node:path';
import type { Ctx } from '../lib/context.ts';
import { KaError } from '../lib/errors.ts';
import { readConfig } from '../store/config.ts';
import { listFolder, readJson, removeFile, replaceFile } from '../store/files.ts';
import type { Project } from '../store/project.ts';
import { refuseSecrets } from '../store/redact/redact.ts';
import type { Kind, ManagedRecord } from './contract.ts';
import { keyTail } from './ids.ts';
import { findKind } from './kinds.ts';
import { appendRecord } from './log.ts';
import { findRecord } from './read.ts';

/** What the ledger says of one change: what was done, and a sentence. */
export interface Act {
  op: string;
  note?: string | undefined;
}

/**
 * The ledger's line of a change. Its id follows from the record and its revision, so that a line that is written twice
 * (after a crash, or in two clones) is one.
 *
 * @throws KaError `secret` for a note that holds one
 */
export function ledgerLine(project: Project, ctx: Ctx, record: ManagedRecord, { op, note }: Act): ManagedRecord {
  refuseSecrets({ note: note ?? '' }, readConfig(project, ctx).redaction.allow);
  const kind = findKind(project, ctx, 'ledger');
  const at = record.updated ?? record.created!;
  const id = `${kind.prefix}_${at.replace(/\D/g, '').slice(0, 14)}_${keyTail(kind, [record.id, record.rev, record.hash])}`;
  const task = record.kind === 'task' ? record.id : (record.fields.task ?? taskOf(record));
  const fields = {
    op,
    of: record.id,
    task,
    status: record.fields.status ?? record.fields.conclusion,
    note,
    of_rev: record.rev,
    of_hash: record.hash,
  };
  const told = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null));
  return {
    id,
    kind: kind.kind,
    rev: 1,
    fields: told,
    body: '',
    path: '',
    created: at,
    ...(record.by ? { by: record.by } : {}),
  };
}

/** The task that a record judges or proves. */
const taskOf = ({ fields: { of } }: ManagedRecord): unknown =>
  typeof of === 'string' && of.startsWith('t_') ? of : undefined;

/** Tells the ledger of something that is done already; the caller holds the lock (`withRecords`). */
export function tell(project: Project, ctx: Ctx, record: ManagedRecord, act: Act): void {
  appendRecord(project, ctx, findKind(project, ctx, 'ledger'), ledgerLine(project, ctx, record, act));
}

const folderOf = (project: Project): string => join(project.local, 'pending');
const tmpOf = (project: Project): string => join(project.local, 'tmp');

/**
 * Runs `write`, which puts a record in place, and then tells the ledger. The line is noted before: where the program is
 * killed in between, the next command that looks at records finishes it.
 */
export function writeWithLedger(
  project: Project,
  ctx: Ctx,
  kind: Kind,
  record: ManagedRecord,
  act: Act,
  write: () => void,
): void {
  if (kind.private || kind.kind === 'ledger') {
    write();
    return;
  }
  const { line, note } = notePending(project, ctx, record, act);
  write();
  appendRecord(project, ctx, findKind(project, ctx, 'ledger'), line);
  removeFile(note);
}

/** Notes the line of a change that is about to be made. The ledger gets it once the change stands (`settlePending`). */
export function notePending(
  project: Project,
  ctx: Ctx,
  record: ManagedRecord,
  act: Act,
): { line: ManagedRecord; note: string } {
  const line = ledgerLine(project, ctx, record, act);
  const note = join(folderOf(project), `${line.id}.json`);
  replaceFile(note, JSON.stringify(line), tmpOf(project));
  return { line, note };
}

/** Writes the lines of changes that were made and never told; drops those of changes that were never made. */
export function settlePending(project: Project, ctx: Ctx): void {
  for (const name of listFolder(folderOf(project)).filter((file) => file.endsWith('.json'))) {
    const file = join(folderOf(project), name);
    const line = readJson<ManagedRecord>(file);
    const made = line !== null && wasMade(project, ctx, line);
    // A record that cannot be read just now may have been changed: its note waits.
    if (made === null) continue;
    if (made) appendRecord(project, ctx, findKind(project, ctx, 'ledger'), line);
    removeFile(file);
  }
}

/** Whether the change of a note stands; null: not to be told at present. */
function wasMade(project: Project, ctx: Ctx, { fields: { of, of_rev, of_hash } }: ManagedRecord): boolean | null {
  try {
    const { record } = findRecord(project, ctx, String(of));
    return record.hash === of_hash || Number(record.rev ?? 0) > Number(of_rev ?? 0);
  } catch (error) {
    return error instanceof KaError && error.code === 'no-record' ? false : null;
  }
}
