import { isPlain } from '../../lib/schema.ts';
import { byAge } from '../age.ts';
import { firstStatus } from '../check.ts';
import type { ManagedRecord } from '../contract.ts';
import type { NeedPart } from '../need.ts';

const holds = (value: unknown, id: string): boolean => (Array.isArray(value) ? value.includes(id) : value === id);

/** The records of a kind whose field names a record, oldest first. */
export const linkedTo = (records: readonly ManagedRecord[], by: string, id: string): ManagedRecord[] =>
  records.filter(({ fields }) => holds(fields[by], id)).sort(byAge);

/**
 * `{linked: verification, by: of, newest: true, where: {conclusion: […]}}`: a record of that kind names this one, with
 * these values. `newest`: only the newest that names it counts, so that a later verdict replaces an earlier.
 */
export const linked: NeedPart = {
  keys: ['by', 'newest', 'where'],
  judge(need, { kind: own, record, unwritten, recordsOf }) {
    const kind = String(need.linked);
    if (unwritten) {
      const says = `${String(need.says ?? `a ${kind}`)}, which can name it once it is written`;
      return { ok: false, says, example: firstStatus(own) };
    }
    const all = linkedTo(recordsOf(kind), String(need.by), record.id);
    const where = Object.entries(isPlain(need.where) ? need.where : {});
    const fits = (one: ManagedRecord): boolean =>
      where.every(([key, values]) => [values].flat().includes(one.fields[key]));
    const counted = need.newest === true ? all.slice(-1) : all;
    const ok = counted.some(fits);
    const [newest] = all.slice(-1);
    const said = newest && where.map(([key]) => String(newest.fields[key])).join(', ');
    const values = where.map(([key, value]) => `--${key} ${String([value].flat()[0])}`).join(' ');
    return {
      ok,
      says: `${String(need.says ?? `a ${kind}`)}${said ? ` (the newest, ${newest.id}, says ${said})` : ''}`,
      example: `ka record add ${kind} --${String(need.by)} ${record.id} ${values} --summary "…"`,
    };
  },
};
