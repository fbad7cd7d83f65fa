import { hashOf } from '../document.ts';
import { type Check, type Doc, type Finding, type Looked, wrong } from '../finding.ts';
import { isWhole, type Version } from '../history.ts';

/** What stands in a record is what ka wrote: its hash says so. Files of people need none. */
export const hashes: Check = ({ docs, ledger, history }, tally) =>
  docs.flatMap((doc): Finding[] => {
    const { kind, record } = doc;
    tally.records++;
    if (record.hash !== undefined) {
      tally.sealed++;
      return isWhole(record) ? [] : [edited(doc, history)];
    }
    tally.unsealed++;
    if (ledger.has(record.id)) return [edited(doc, history)];
    const forPeople = kind.private || !kind.folder.startsWith('.kaizen/');
    if (forPeople) return [];
    return [wrong('unsealed', record, `${record.path} was written by hand.`, `ka record seal ${record.id}`)];
  });

function edited({ record }: Doc, history: Looked['history']): Finding {
  const versions = history.of(record.path);
  const commits = editingCommits(versions);
  const [newest] = versions;
  const committed = newest?.record && hashOf(newest.record) === hashOf(record) && newest.record.hash === record.hash;
  const where = [
    ...(commits.length > 0 ? [`in ${commits.map((commit) => commit.slice(0, 7)).join(', ')}`] : []),
    ...(committed ? [] : [versions.length > 0 || !history.partial ? 'in the work tree, not committed' : 'since']),
  ];
  const says = `${record.path} was edited outside of ka ${where.join(' and ')}.`;
  return wrong('edited', record, says, `ka record seal ${record.id}`, commits);
}

/** The commits since the last version that ka wrote, newest first. */
function editingCommits(versions: readonly Version[]): string[] {
  const end = versions.findIndex(({ whole }) => whole);
  return [...new Set(versions.slice(0, end < 0 ? versions.length : end).map(({ commit }) => commit))];
}
