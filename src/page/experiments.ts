import type { PageData, PageExperiment } from './data.ts';
import { type Html, html } from './html.ts';
import { label, line, picture, rect } from './svg.ts';
import { scrolling } from './table.ts';

const [WIDTH, HEIGHT] = [260, 34];
const SIDE = 12;

const signed = (value: number): string =>
  `${value > 0 ? '+' : value < 0 ? '−' : ''}${Math.abs(Math.round(value * 10) / 10)} %`;

/** The change with its interval on a scale that all experiments share, no effect in the middle. @param reach of the scale, in percent */
function whisker({ change_pct, interval_pct }: PageExperiment, reach: number): Html | null {
  if (change_pct === null || interval_pct === null) return null;
  const x = (value: number): number =>
    WIDTH / 2 + (Math.max(-reach, Math.min(reach, value)) / reach) * (WIDTH / 2 - SIDE);
  const [low, high] = interval_pct;
  const middle = 10;
  return picture(WIDTH, HEIGHT, 'whisker', `${signed(change_pct)}, interval ${signed(low)} to ${signed(high)}`, [
    line('grid', SIDE, middle, WIDTH - SIDE, middle),
    line('zero', WIDTH / 2, 1, WIDTH / 2, 19),
    line('range', x(low), middle, x(high), middle),
    line('range', x(low), middle - 4, x(low), middle + 4),
    line('range', x(high), middle - 4, x(high), middle + 4),
    rect('effect', x(change_pct) - 3, middle - 3, 6, 6),
    label(SIDE, HEIGHT - 3, 'start', signed(-reach)),
    label(WIDTH / 2, HEIGHT - 3, 'middle', '0'),
    label(WIDTH - SIDE, HEIGHT - 3, 'end', signed(reach)),
  ]);
}

function row(one: PageExperiment, reach: number): Html {
  const effect =
    one.change_pct === null
      ? 'not known yet'
      : `${signed(one.change_pct)}${one.interval_pct === null ? '' : ` (${signed(one.interval_pct[0])} to ${signed(one.interval_pct[1])})`}`;
  return html`<tr><th scope="row">${one.hypothesis}<br><span class="small">${one.id}, ${one.status}</span></th>
<td>${one.metric}</td><td>${one.n === null ? '-' : `${one.n[0]} and ${one.n[1]}`}</td><td>${effect}</td>
<td>${whisker(one, reach)}</td><td>${one.verdict ?? '-'}</td></tr>`;
}

/** What was tried, and what git and statistics say of it. */
export function experimentsSection({ experiments }: PageData): Html {
  if (experiments.length === 0) return html`<p>No experiment yet.</p>`;
  const ends = experiments.flatMap(({ change_pct, interval_pct }) => [change_pct ?? 0, ...(interval_pct ?? [])]);
  const reach = Math.min(200, Math.max(20, Math.ceil(Math.max(...ends.map(Math.abs)) / 10) * 10));
  const head = ['hypothesis', 'metric', 'control and treatment', 'change', `−${reach} % to +${reach} %`, 'verdict'];
  const table = html`<table><thead><tr>${head.map((title) => html`<th scope="col">${title}</th>`)}</tr></thead><tbody>${experiments.map((one) => row(one, reach))}</tbody></table>`;
  return scrolling('table of experiments', table);
}
