import { plainLine } from './plain.ts';
import { shorten } from './shorten.ts';
import { wrap } from './wrap.ts';

const pad = (text: string, width: number, right: boolean): string =>
  right ? text.padStart(width) : text.padEnd(width);

interface Column {
  title: string;
  /**
   * `!`: names and ids, of no use when cut. `~`: may shrink. `=`: may shrink, and goes on below. `>`: numbers, aligned right.
   * `?`: left out before others, `??` before those.
   */
  mark: string;
  cells: string[];
  width: number;
}

const GAP = 2;
/** A first column wider than this share of the line stands on a line of its own. */
const WIDE = 0.4;
const SHRUNK = 12;

const widthOf = (columns: readonly Column[]): number => columns.reduce((sum, { width }) => sum + width + GAP, -GAP);

/**
 * Makes columns fit: those marked `??` are left out, then those marked `?`, the first of them first, then the shrinking ones give way, then the last ones are left out;
 * returns the titles of what was. The shrinking ones share what room is left, the narrowest first.
 */
function fit(columns: Column[], width: number): string[] {
  const titles = columns.map(({ title }) => title);
  const out: string[] = [];
  const leaveOut = (next: () => number): void => {
    for (let at = next(); widthOf(columns) > width && columns.length > 1 && at >= 0; at = next())
      out.push(...columns.splice(at, 1).map(({ title }) => title));
  };
  for (const least of ['??', '?']) leaveOut(() => columns.findIndex(({ mark }) => mark.includes(least)));
  const elastic = columns
    .filter(({ mark }) => /[~=]/.test(mark))
    .map((column) => ({ column, natural: column.width }))
    .sort((a, b) => a.natural - b.natural);
  for (const { column, natural } of elastic) column.width = Math.min(natural, SHRUNK);
  leaveOut(() => columns.findLastIndex(({ mark }) => !mark.includes('!')));
  const kept = elastic.filter(({ column }) => columns.includes(column));
  for (const [at, { column, natural }] of kept.entries()) {
    const share = Math.floor((width - widthOf(columns)) / (kept.length - at));
    column.width = Math.min(natural, column.width + Math.max(0, share));
  }
  return titles.filter((title) => title !== '' && out.includes(title));
}

/** What stands in a cell, a line each. */
function cellLines({ mark, width }: Column, text: string): string[] {
  if (mark.includes('!')) return [text];
  const lines = mark.includes('=') ? wrap('', text, width).split('\n') : [text];
  return lines.map((line) => shorten(line, width));
}

/**
 * Rows as columns of text that fit `columns`; what has to be left out is named below them. Names are never cut: where
 * they are long, each row takes a second line.
 *
 * @param head titles; one that begins with `>` is aligned right, with `~` may shrink, with `=` too and loses nothing by it:
 *   its text is wrapped; with `!` is kept whole, with `?` is left out before others, with `??` before those; with several, all of it
 */
export function table(head: readonly string[], rows: readonly (readonly string[])[], columns: number): string {
  const all = head.map((marked, at): Column => {
    const mark = /^[>~=!?]*/.exec(marked)?.[0] ?? '';
    const title = marked.slice(mark.length);
    const cells = rows.map((row) => plainLine(row[at] ?? ''));
    return { title, mark, cells, width: Math.max(title.length, ...cells.map((cell) => cell.length)) };
  });
  const [first, ...others] = all as [Column, ...Column[]];
  const stacked =
    first.mark.includes('!') && widthOf(all) > columns && first.width > WIDE * columns && others.length > 0;
  const shown = stacked ? others : all;
  const out = fit(shown, stacked ? columns - GAP : columns);
  const indent = stacked ? ' '.repeat(GAP) : '';
  const linesOf = (pick: (column: Column) => string): string[] => {
    const cells = shown.map((column) => cellLines(column, pick(column)));
    return Array.from({ length: Math.max(...cells.map(({ length }) => length)) }, (_, at) => {
      const line = shown.map(({ width, mark }, of) => pad(cells[of]![at] ?? '', width, mark.includes('>')));
      return (indent + line.join(' '.repeat(GAP))).trimEnd();
    });
  };
  const lines = [
    ...(stacked ? [first.title] : []),
    ...linesOf(({ title }) => title),
    ...rows.flatMap((_, at) => [...(stacked ? [first.cells[at]!] : []), ...linesOf(({ cells }) => cells[at]!)]),
  ];
  const more = out.length > 0 ? [wrap('', `(left out at this width: ${out.join(', ')}; --json has all)`, columns)] : [];
  return [...lines, ...more].join('\n');
}
