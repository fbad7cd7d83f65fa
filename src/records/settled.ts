import type { Ctx } from '../lib/context.ts';
import { KaError } from '../lib/errors.ts';
import type { Project } from '../store/project.ts';
import type { Kind, ManagedRecord } from './contract.ts';
import type { Surroundings } from './need.ts';
import { findRecord } from './read.ts';
import { refuseChange } from './refuse-change.ts';

/** @throws KaError `frozen` (exit 1) where a record settled this one: what was predicted stays what was predicted */
export function refuseFrozen({ kind: { frozen_by }, record, recordsOf }: Surroundings): void {
  if (!frozen_by) return;
  const by = recordsOf(frozen_by.kind).find(
    ({ fields }) => fields[frozen_by.field] === record.id && fields[frozen_by.given] !== undefined,
  );
  if (!by) return;
  throw new KaError(
    'frozen',
    `${record.id} was settled by ${by.id} and cannot change any more.`,
    `ka record show ${by.id}`,
    1,
  );
}

/** What a record of these fields settles: the id in its settling field, once its result is given. */
const settledBy = ({ settles }: Kind, fields: ManagedRecord['fields']): string | null => {
  const named = settles && fields[settles.given] !== undefined ? fields[settles.field] : undefined;
  return typeof named === 'string' ? named : null;
};

const flag = (field: string): string => `--${field.replaceAll('_', '-')}`;

/**
 * Refuses a second record that settles what another one settled: the newer would silently replace what is counted already.
 * Nor may one that settled let go of it, for that would stay settled by nothing.
 *
 * @param before what the record said until now: one that settles it already may be put right
 * @throws KaError `settled` (exit 1) with the next step
 */
export function refuseSettled(
  { kind, record: { id, fields }, recordsOf }: Surroundings,
  before: ManagedRecord['fields'] = {},
): void {
  if (!kind.settles) return;
  const { field, given } = kind.settles;
  const [had, named] = [settledBy(kind, before), settledBy(kind, fields)];
  if (had === named) return;
  if (had !== null)
    throw new KaError(
      'settled',
      `${id} settled ${had}: its ${field} stays, and its ${given} can be put right but not taken away.`,
      named === null
        ? `ka record update ${id} ${flag(given)} …`
        : `ka record add ${kind.kind} ${flag(field)} ${named} ${flag(given)} ${String(fields[given])} --summary "…"`,
      1,
    );
  const other = recordsOf(kind.kind).find((one) => one.id !== id && settledBy(kind, one.fields) === named);
  if (!other) return;
  throw new KaError(
    'settled',
    `${named} was settled by ${other.id}: its ${given} is ${String(other.fields[given])}. If that was wrong, put it right there.`,
    `ka record update ${other.id} ${flag(given)} ${String(fields[given])}`,
    1,
  );
}

/**
 * The record that this one settles and that does not say so yet; null where there is none. To be asked before it is written.
 *
 * @param before what it said until now. What it settled then may be gone or edited by now: no later change waits for that
 * @throws KaError `no-record`, `edited`, `bad-record`: it cannot be settled
 */
export function dueToSettle(
  project: Project,
  ctx: Ctx,
  kind: Kind,
  { fields }: ManagedRecord,
  before: ManagedRecord['fields'] = {},
): string | null {
  const named = settledBy(kind, fields);
  if (named === null) return null;
  try {
    const found = findRecord(project, ctx, named);
    if (found.record.fields.status === kind.settles?.status) return null;
    refuseChange(found.kind, found.record);
    return named;
  } catch (error) {
    if (error instanceof KaError && settledBy(kind, before) === named) return null;
    throw error;
  }
}
