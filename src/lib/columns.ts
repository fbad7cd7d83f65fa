import { wrap } from './wrap.ts';

/** Below this room a last column is not worth starting on the line. */
const ROOM = 20;

/**
 * Rows of cells as columns two blanks apart. Only the last column gives way so that a line fits `width`: it goes on below;
 * where names leave it no room, it stands on lines of its own.
 */
export function columns(rows: ReadonlyArray<readonly string[]>, width: number): string {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => (row[at] ?? '').length)));
  return rows
    .map((row) => {
      const last = row.at(-1) ?? '';
      const lead = row
        .slice(0, -1)
        .map((cell, at) => cell.padEnd(widths[at]!))
        .join('  ');
      if (last === '') return lead.trimEnd();
      if (row.length === 1) return wrap('', last, width);
      if (width - lead.length - 2 >= Math.min(ROOM, last.length)) return wrap(`${lead}  `, last, width);
      return `${lead.trimEnd()}\n${wrap('    ', last, width)}`;
    })
    .join('\n');
}
