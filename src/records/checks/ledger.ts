import { type Check, type Finding, type Looked, wrong } from '../finding.ts';
import { isWhole } from '../history.ts';
import { pathOf } from '../path-of.ts';
import { REMOVED } from '../told.ts';
import { walkBack } from '../walk-back.ts';

/** The ledger has a line for each revision, and a record for each line. */
export const ledger: Check = (looked) => [...untold(looked), ...(looked.whole ? orphans(looked) : [])];

const untold = ({ docs, ledger: told, history }: Looked): Finding[] =>
  docs.flatMap(({ kind, record }): Finding[] => {
    if (kind.private || !isWhole(record)) return [];
    const lines = told.get(record.id) ?? [];
    const mend = `ka record seal ${record.id}`;
    const newest = lines.at(-1);
    if (newest && newest.rev > (record.rev ?? 0)) {
      const says = `${record.path} stands at revision ${record.rev}; the ledger knows revision ${newest.rev}.`;
      return [wrong('rolled-back', record, says, mend)];
    }
    const past = walkBack(record, history, lines).found.map((one) => one.record);
    return [record, ...past]
      .filter((one) => !lines.some(({ hash }) => hash === one.hash))
      .filter(({ merged }) => merged === undefined || !lines.some(({ hash }) => hash === merged))
      .map(({ rev }) =>
        wrong('no-ledger', record, `The ledger has no line for revision ${rev} of ${record.id}.`, mend),
      );
  });

function orphans({ ledger: told, byId, unread, history, kinds }: Looked): Finding[] {
  return [...told].flatMap(([id, lines]): Finding[] => {
    if (byId.has(id) || unread.has(id) || lines.at(-1)!.op === REMOVED) return [];
    const path = pathOf(kinds, id)?.path ?? id;
    const [newest] = history.of(path);
    const commits = newest?.removed ? [newest.commit] : [];
    const where = commits.length > 0 ? ` since ${commits[0]!.slice(0, 7)}` : '';
    const says = `${id} is gone${where}; the ledger has ${lines.length} ${lines.length === 1 ? 'line' : 'lines'} of it.`;
    return [wrong('gone', { id, path }, says, `ka record seal ${id}`, commits)];
  });
}
