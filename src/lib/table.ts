const pad = (text: string, width: number, right: boolean): string =>
  right ? text.padStart(width) : text.padEnd(width);

const clip = (text: string, width: number): string =>
  text.length <= width ? text : width < 2 ? text.slice(0, width) : `${text.slice(0, width - 1)}…`;

/**
 * Rows as columns of text that fit `columns`: the column marked `grow` gives way first, then the last columns are left out.
 *
 * @param head titles; one that begins with `>` is aligned right, one that begins with `~` may shrink
 */
export function table(head: readonly string[], rows: readonly (readonly string[])[], columns: number): string {
  const right = head.map((title) => title.startsWith('>'));
  const grow = head.findIndex((title) => title.startsWith('~'));
  const lines = [head.map((title) => title.replace(/^[>~]/, '')), ...rows].map((row) =>
    row.map((cell) => cell.replace(/[\u0000-\u001f\u007f-\u009f]/g, '?')),
  );
  const widths = head.map((_, at) => Math.max(...lines.map((row) => (row[at] ?? '').length)));
  const total = (): number => widths.reduce((sum, width) => sum + width + 2, -2);
  if (grow >= 0 && total() > columns) widths[grow] = Math.max(8, widths[grow]! - (total() - columns));
  while (widths.length > 1 && total() > columns) widths.pop();
  if (total() > columns) widths[0] = columns;
  return lines
    .map((row) =>
      widths
        .map((width, at) => pad(clip(row[at] ?? '', width), width, right[at]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
