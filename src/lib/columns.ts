/** Rows of cells as columns two blanks apart; the last column is cut so that a line fits `width`. */
export function columns(rows: ReadonlyArray<readonly string[]>, width: number): string {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => (row[at] ?? '').length)));
  return rows
    .map((row) => {
      const line = row.map((cell, at) => (at === row.length - 1 ? cell : cell.padEnd(widths[at]!))).join('  ');
      return line.length > width ? `${line.slice(0, Math.max(20, width - 1))}…` : line;
    })
    .map((line) => line.trimEnd())
    .join('\n');
}
