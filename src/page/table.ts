import { type Html, html, type Part } from './html.ts';

/** What may be wider than the screen scrolls by itself, by keyboard too. */
export const scrolling = (name: string, what: Html): Html =>
  html`<div class="wide" role="region" aria-label="${name}" tabindex="0">${what}</div>`;

/** A column of a sortable table. `time`: text that sorts the latest first. `picture`: sorted by a number, aligned as text. */
export type Column = readonly [title: string, kind: 'text' | 'time' | 'number' | 'picture'];

/** What a cell shows, and what it is sorted by; null: unknown, always last. */
export type Cell = readonly [shows: Part, by: number | string | null];

const aligned = (kind: Column[1]): Html | null => (kind === 'number' ? html` class="n"` : null);

/** A head whose titles sort. @param sorted the column by which the rows stand, the greatest first */
export const sortableHead = (columns: readonly Column[], sorted: string): Html =>
  html`<thead><tr>${columns.map(
    ([title, kind]) =>
      html`<th scope="col"${aligned(kind)} data-kind="${kind}"${title === sorted ? html` aria-sort="descending"` : null}><button type="button">${title}</button></th>`,
  )}</tr></thead>`;

/** A row: the first cell names it. */
export const sortableRow = (columns: readonly Column[], [name, ...cells]: readonly Cell[]): Html =>
  html`<tr><th scope="row" data-by="${name![1]}">${name![0]}</th>${cells.map(
    ([shows, by], n) => html`<td${aligned(columns[n + 1]![1])} data-by="${by}">${shows}</td>`,
  )}</tr>`;
