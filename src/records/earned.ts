import type { Ctx } from '../lib/context.ts';
import { KaError } from '../lib/errors.ts';
import type { Project } from '../store/project.ts';
import { firstStatus } from './check.ts';
import type { Kind, ManagedRecord } from './contract.ts';
import { passGate } from './gate.ts';
import { findKind, readKinds } from './kinds.ts';
import { missing } from './needs/index.ts';
import { findRecord } from './read.ts';
import { surroundings } from './surroundings.ts';

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
 * @param before what the record said until now; undefined: it is not written yet, and no command can name it
 * @throws KaError `unearned` (exit 1) naming the act
 */
export function refuseUnearned(
  project: Project,
  ctx: Ctx,
  kind: Kind,
  { id, fields }: ManagedRecord,
  before?: Readonly<Record<string, unknown>>,
): void {
  const named = before ? id : 'ID';
  const says = (field: string, act: string): KaError => {
    const value = String(fields[field]);
    return before
      ? new KaError('unearned', `${id}: ${field} ${value} is not set by hand; it follows from an act.`, act, 1)
      : new KaError(
          'unearned',
          `A new ${kind.kind}: ${field} ${value} is not set by hand; it follows from an act, once it is written: ${act}`,
          field === 'status' ? (firstStatus(kind) ?? undefined) : undefined,
          1,
        );
  };
  const act = fields.status === before?.status ? null : actFor(project, ctx, kind, named, fields.status);
  if (act) throw says('status', act);
  const { promoted_to } = fields;
  if (!kind.promote || typeof promoted_to !== 'string' || promoted_to === before?.promoted_to) return;
  // Of two that two branches made of it, either may be named.
  if (findRecord(project, ctx, promoted_to, [findKind(project, ctx, kind.promote.to)]).record.fields.from !== id)
    throw says('promoted_to', `ka record promote ${named}`);
}

/** The kind whose records become this one past a gate that takes no reason; undefined: anybody may add one. */
const promotedFrom = (project: Project, ctx: Ctx, kind: Kind): Kind | undefined =>
  [...readKinds(project, ctx).values()].find(
    ({ promote }) => promote?.to === kind.kind && promote.needs.length > 0 && !promote.reason,
  );

/**
 * Refuses a new record of a kind that is only made by promoting another one past a gate that takes no reason.
 *
 * @throws KaError `gate` (exit 1)
 */
export function refuseUnpromoted(project: Project, ctx: Ctx, kind: Kind): void {
  const from = promotedFrom(project, ctx, kind);
  if (!from) return;
  throw new KaError(
    'gate',
    `A record of ${kind.kind} is made by promoting a ${from.kind}, once its evidence holds: ka record promote ID`,
    `ka record list ${from.kind}`,
    1,
  );
}

/**
 * Refuses to take away what the gate of its promotion asked to be filled: a lesson would be learned, and say no more why.
 *
 * @param before undefined where it is not known: then nothing of it may lack
 * @throws KaError `gate` (exit 1)
 */
export function refuseEmptied(
  project: Project,
  ctx: Ctx,
  kind: Kind,
  record: ManagedRecord,
  before: ManagedRecord | undefined,
): void {
  const names = new Set([...Object.keys(kind.fields), ...kind.sections.map(({ title }) => title)]);
  const asked = (promotedFrom(project, ctx, kind)?.promote?.needs ?? []).filter(
    ({ filled }) => typeof filled === 'string' && names.has(filled),
  );
  const around = (one: ManagedRecord) => surroundings(project, ctx, kind, one);
  const held = before ? asked.filter((need) => missing([need], around(before)).length === 0) : asked;
  passGate(`${kind.kind} ${record.id}`, held, around(record), false);
}
