/** Below this room a last column is not worth starting on the line. */
const ROOM = 20;

const clip = (text: string, width: number): string => (text.length > width ? `${text.slice(0, width - 1)}…` : text);

/**
 * Rows of cells as columns two blanks apart. Only the last column is cut so that a line fits `width`; where names leave
 * it no room, it stands on a line of its own.
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
      const room = width - lead.length - 2;
      if (row.length === 1 || room >= Math.min(ROOM, last.length))
        return `${row.length === 1 ? '' : `${lead}  `}${clip(last, row.length === 1 ? width : room)}`;
      return `${lead.trimEnd()}\n    ${clip(last, width - 4)}`;
    })
    .join('\n');
}
