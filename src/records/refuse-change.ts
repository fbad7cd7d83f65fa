import { KaError } from '../lib/errors.ts';
import type { Kind, ManagedRecord } from './contract.ts';
import { hashOf } from './document.ts';

/**
 * Refuses to change a record of a log, or one that is not as the caller, or ka itself, knows it.
 *
 * @param rev the revision that the caller has seen
 * @throws KaError (exit 1) `log-record`, `stale`, `edited`
 */
export function refuseChange(kind: Kind, record: ManagedRecord, rev?: number): void {
  if (kind.store === 'log')
    throw new KaError(
      'log-record',
      `${record.id} is a line of a log, which is never edited.`,
      `ka record add ${kind.kind} --help`,
      1,
    );
  if (rev !== undefined && rev !== record.rev)
    throw new KaError(
      'stale',
      `${record.id} is at revision ${record.rev ?? 0}, not ${rev}: somebody changed it since.`,
      `ka record show ${record.id}`,
      1,
    );
  // A file that a person wrote has neither; of one that ka wrote the hash was taken away.
  const edited = record.hash === undefined ? record.rev !== null : record.hash !== hashOf(record);
  if (edited)
    throw new KaError(
      'edited',
      `${record.path} was edited outside of ka since revision ${record.rev ?? 0}.`,
      `ka record seal ${record.id}`,
      1,
    );
}
