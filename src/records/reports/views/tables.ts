import { cellOf } from '../../cells.ts';
import type { ManagedRecord } from '../../contract.ts';
import type { Everything, Question, Section, View } from '../contract.ts';
import { mentions } from '../mentions.ts';
import { isIn } from '../period.ts';

/** One kind in a table, and what its section is called. */
interface Table {
  kind: string;
  title: string;
  columns: readonly string[];
}

/** `3 active, 2 done`: how many have which value, most first. */
function counts(records: readonly ManagedRecord[], field: string): string {
  const found = new Map<string, number>();
  for (const { fields } of records) {
    const value = String(fields[field] ?? '-');
    found.set(value, (found.get(value) ?? 0) + 1);
  }
  const sorted = [...found].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  return sorted.map(([value, n]) => `${n} ${value}`).join(', ');
}

/** A view that lists the records of some kinds, newest first, with how many there are of each status. */
export const tableView = (title: string, about: string, tables: readonly Table[]): View => ({
  title,
  about,
  sections: (all: Everything, { period, query, task }: Question): Section[] =>
    tables.map(({ kind, title: heading, columns }) => {
      const records = all
        .of(kind)
        .filter((record) => isIn(period, record.created))
        .filter((record) => task === undefined || [record.fields.task, record.fields.of, record.id].includes(task))
        .filter((record) => query === undefined || mentions(record, query))
        .reverse();
      const told = records.length === 0 ? '' : `: ${counts(records, columns[0]!)}`;
      return {
        title: `${heading}${told}`,
        columns: ['id', ...columns],
        rows: records.map((record) => [record.id, ...columns.map((column) => cellOf(record, column))]),
        none: 'None.',
      };
    }),
});
