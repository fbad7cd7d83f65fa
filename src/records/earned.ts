import type { Ctx } from '../lib/context.ts';
import { KaError } from '../lib/errors.ts';
import type { Project } from '../store/project.ts';
import type { Kind, ManagedRecord } from './contract.ts';
import { findKind, readKinds } from './kinds.ts';
import { findRecord } from './read.ts';

/** The command that alone gives a record this status; null: anybody may set it. */
function actFor(project: Project, ctx: Ctx, kind: Kind, id: string, status: unknown): string | null {
  if (kind.promote?.status === status) return `ka record promote ${id}`;
  const by = kind.frozen_by ? findKind(project, ctx, kind.frozen_by.kind) : null;
  if (!by?.settles || by.settles.status !== status) return null;
  const { field, given } = by.settles;
  return `ka record add ${by.kind} --${field} ${id} --${given} … --summary "…"`;
}

/**
 * Refuses a status that follows from an act and was only written down: promoted without what it became, resolved without
 * an outcome. Such a record would be in no list of what is open, and nothing would show why.
 *
 * @param before what the record said until now
 * @throws KaError `unearned` (exit 1) naming the act
 */
export function refuseUnearned(
  project: Project,
  ctx: Ctx,
  kind: Kind,
  { id, fields }: ManagedRecord,
  before: Readonly<Record<string, unknown>> = {},
): void {
  const says = (field: string, act: string): KaError =>
    new KaError(
      'unearned',
      `${id}: ${field} ${String(fields[field])} is not set by hand; it follows from an act.`,
      act,
      1,
    );
  const act = fields.status === before.status ? null : actFor(project, ctx, kind, id, fields.status);
  if (act) throw says('status', act);
  const { promoted_to } = fields;
  if (!kind.promote || typeof promoted_to !== 'string' || promoted_to === before.promoted_to) return;
  // Of two that two branches made of it, either may be named.
  if (findRecord(project, ctx, promoted_to, [findKind(project, ctx, kind.promote.to)]).record.fields.from !== id)
    throw says('promoted_to', `ka record promote ${id}`);
}

/**
 * Refuses a new record of a kind that is only made by promoting another one past a gate that takes no reason.
 *
 * @throws KaError `gate` (exit 1)
 */
export function refuseUnpromoted(project: Project, ctx: Ctx, kind: Kind): void {
  const from = [...readKinds(project, ctx).values()].find(
    ({ promote }) => promote?.to === kind.kind && promote.needs.length > 0 && !promote.reason,
  );
  if (!from) return;
  throw new KaError(
    'gate',
    `A record of ${kind.kind} is made by promoting a ${from.kind}, once its evidence holds: ka record promote ID`,
    `ka record list ${from.kind}`,
    1,
  );
}
