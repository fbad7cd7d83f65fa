import type { Ctx } from '../lib/context.ts';
import { isoTime } from '../lib/time.ts';
import type { Project } from '../store/project.ts';
import { arrange } from './body.ts';
import { callerOf } from './caller.ts';
import { checkFields, completeFields, type Problem } from './check.ts';
import type { Kind, ManagedRecord } from './contract.ts';
import { hashOf } from './document.ts';
import { refuseEmptied, refuseUnearned } from './earned.ts';
import { type Given, unknownFlags } from './fields.ts';
import { keepReason, passStatus } from './gate.ts';
import { forgetFile, withFileHash } from './hashed-file.ts';
import { settleLinks } from './links.ts';
import { findRecord } from './read.ts';
import { refuseChange } from './refuse-change.ts';
import { dueToSettle, refuseFrozen, refuseSettled } from './settled.ts';
import { needsOf, surroundings } from './surroundings.ts';
import { putRecord, refuseProblems, refuseSecretText, withRecords } from './write.ts';

export interface UpdateOptions {
  /** The revision that the caller has seen: another one refuses the update. */
  rev?: number | undefined;
  by?: string | undefined;
  reason?: string | undefined;
  op?: string | undefined;
  note?: string | undefined;
  /** By promoting it, or by the outcome that freezes it: what these acts alone may change. */
  earned?: boolean | undefined;
}

export interface Updated {
  status: 'updated' | 'unchanged';
  record: ManagedRecord;
  /** What the record still needs. */
  needs: string[];
}

/**
 * Changes a record: a new revision that names the hash of the one before. What says nothing new writes nothing.
 *
 * @throws KaError `stale` (exit 1) if another revision stands there, `edited` (exit 1) if it was edited outside of ka,
 *   `bad-status`, `unearned`, `settled` and `gate` (exit 1), `bad-record` naming all that is wrong, `secret`
 */
export function updateRecord(
  project: Project,
  ctx: Ctx,
  id: string,
  given: (kind: Kind) => Given,
  options: UpdateOptions = {},
): Updated {
  const { kind, settles, ...done } = withRecords(project, ctx, (): Updated & { kind: Kind; settles: string | null } => {
    const { kind, record } = findRecord(project, ctx, id);
    refuseChange(kind, record, options.rev);
    if (!options.earned) refuseFrozen(surroundings(project, ctx, kind, record));
    const said = given(kind);
    const settled = settleLinks(project, ctx, kind, withoutEmpty(said.fields));
    const hashed = withFileHash(project, kind, forgetFile(kind, settled.fields));
    const next = changed(kind, record, { ...said, fields: hashed.fields });
    refuseSecretText(project, ctx, next);
    refuseProblems(
      [
        ...unknownFlags(kind, said),
        ...checkFields(kind, next.fields),
        ...settled.problems,
        ...hashed.problems,
        ...frozen(kind, record, next),
      ],
      `ka record update ${record.id}`,
      `ka record kinds ${kind.kind}`,
    );
    const [from, to] = [record.fields.status, next.fields.status].map((one) =>
      typeof one === 'string' ? one : undefined,
    );
    if (!options.earned) refuseUnearned(project, ctx, kind, next, record.fields);
    refuseEmptied(project, ctx, kind, next, record);
    refuseSettled(surroundings(project, ctx, kind, next), record.fields);
    // A reason speaks of the status that it was given for; the ledger keeps it.
    if (from !== to && said.fields.close_reason === undefined) delete next.fields.close_reason;
    if (to !== undefined) passStatus(surroundings(project, ctx, kind, next), from, to, options.reason);
    if (options.reason) keepReason(kind, next, options.reason);
    const needs = (one: ManagedRecord): string[] => needsOf(project, ctx, kind, one);
    // Before the write: what it settles must be there.
    const settles = options.earned ? null : dueToSettle(project, ctx, kind, next, record.fields);
    if (hashOf(next) === hashOf(record)) return { kind, settles, status: 'unchanged', record, needs: needs(record) };
    const put = putRecord(project, ctx, kind, revise(ctx, record, next, options.by), {
      op: options.op ?? 'update',
      note: options.note ?? options.reason ?? String(said.fields.summary ?? ''),
    });
    return { kind, settles, status: 'updated', record: put, needs: needs(put) };
  });
  if (settles !== null) settleRecord(project, ctx, kind, done.record.id, settles, options);
  return done;
}

/** Gives a record that another one settles its status: a forecast, by its outcome. A crash before it is made good by saying the same again. */
export function settleRecord(
  project: Project,
  ctx: Ctx,
  { settles }: Kind,
  by: string,
  id: string,
  { by: caller, op }: Pick<UpdateOptions, 'by' | 'op'>,
): void {
  if (settles === undefined || ctx.dryRun) return;
  const mark = { fields: { status: settles.status }, sections: {} };
  updateRecord(project, ctx, id, () => mark, { by: caller, op, note: `settled by ${by}`, earned: true });
}

/** The next revision of a record; of a file that a person wrote, the first. */
export function revise(ctx: Ctx, before: ManagedRecord, next: ManagedRecord, by = callerOf(ctx)): ManagedRecord {
  const { merged: _, prev: __, ...rest } = next;
  return {
    ...rest,
    rev: (before.rev ?? 0) + 1,
    by,
    created: before.created ?? isoTime(ctx.now()),
    updated: isoTime(ctx.now()),
    ...(before.hash === undefined ? {} : { prev: before.hash }),
  };
}

/** Null takes a field away; of a list an empty text alone. */
const withoutEmpty = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, [value].flat().every((one) => one === '') ? null : value]),
  );

function changed(kind: Kind, record: ManagedRecord, { fields, sections, body }: Given): ManagedRecord {
  const merged = Object.fromEntries(
    Object.entries({ ...record.fields, ...fields }).filter(([, value]) => value !== null),
  );
  const text =
    body === undefined && Object.keys(sections).length === 0
      ? record.body
      : arrange(kind, body ?? record.body, sections);
  return { ...record, fields: completeFields(kind, merged), body: text };
}

/** What was set once, and would change. */
export const frozen = (kind: Kind, before: ManagedRecord, next: ManagedRecord): Problem[] =>
  Object.entries(kind.fields)
    .filter(([name, { once }]) => once && JSON.stringify(before.fields[name]) !== JSON.stringify(next.fields[name]))
    .map(([name]) => ({ field: name, says: 'is set once and cannot change', example: null }));
