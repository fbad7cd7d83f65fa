import { type Check, type Finding, wrong } from '../finding.ts';
import { isWhole } from '../history.ts';
import { walkBack } from '../walk-back.ts';

/** Each revision names the one before by its hash, back to the first. */
export const chain: Check = ({ docs, ledger, history }, tally) =>
  docs.flatMap(({ record }): Finding[] => {
    if (!isWhole(record)) return [];
    const walked = walkBack(record, history, ledger.get(record.id) ?? []);
    tally.revisions.checked += walked.found.length;
    tally.revisions.uncommitted += walked.uncommitted;
    tally.revisions.unknown += walked.unknown;
    if (walked.broken === null) return [];
    const { rev, prev } = walked.broken;
    const says = `Revision ${rev} of ${record.id} names ${prev ?? 'nothing'} as the one before, which neither git nor the ledger knows.`;
    return [wrong('broken-chain', record, says, `git log -p -- ${record.path}`)];
  });
