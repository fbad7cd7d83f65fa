import { KaError } from '../lib/errors.ts';
import type { ManagedRecord } from './contract.ts';
import type { Surroundings } from './need.ts';

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

/**
 * Refuses a second record that settles what another one settled: the newer would silently replace what is counted already.
 *
 * @param before what the record said until now: one that settles it already may be put right
 * @throws KaError `settled` (exit 1) naming the other
 */
export function refuseSettled(
  { kind: { kind, settles }, record: { id, fields }, recordsOf }: Surroundings,
  before: ManagedRecord['fields'] = {},
): void {
  if (!settles) return;
  const { field, given } = settles;
  const settled = (said: ManagedRecord['fields']): unknown => (said[given] === undefined ? undefined : said[field]);
  const named = settled(fields);
  if (named === undefined || named === settled(before)) return;
  const other = recordsOf(kind).find((one) => one.id !== id && settled(one.fields) === named);
  if (!other) return;
  throw new KaError(
    'settled',
    `${String(named)} was settled by ${other.id}: its ${given} is ${String(other.fields[given])}. If that was wrong, put it right there.`,
    `ka record update ${other.id} --${given.replaceAll('_', '-')} ${String(fields[given])}`,
    1,
  );
}
