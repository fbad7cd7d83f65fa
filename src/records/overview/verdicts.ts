import type { ManagedRecord } from '../contract.ts';

export const ACCEPTED: ReadonlySet<unknown> = new Set(['VERIFIED_ACCEPTABLE', 'ACCEPTABLE_WITH_CONCERNS']);

/** The verdict that counts on each record: the newest. @param verifications oldest first */
export const newestVerdicts = (verifications: readonly ManagedRecord[]): Map<string, ManagedRecord> =>
  new Map(verifications.flatMap((one) => (typeof one.fields.of === 'string' ? [[one.fields.of, one]] : [])));
