import { count } from '../lib/count.ts';
import { dollars } from '../metrics/summary/format.ts';
import type { CostByModel } from './cost-by-model.ts';
import type { PageData } from './data.ts';
import { type Html, html } from './html.ts';
import { label, line, picture, rect } from './svg.ts';
import { scrolling } from './table.ts';

const [WIDTH, HEIGHT] = [860, 240];
const [LEFT, RIGHT, TOP, BOTTOM] = [56, 8, 12, 26];

/** Steps of 1, 2 or 5 times a power of ten, about four up to `most`. */
export function ticks(most: number): number[] {
  const rough = most / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((one) => one >= rough)!;
  return Array.from({ length: Math.ceil(most / step) + 1 }, (_, n) => n * step);
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

function chart({ spans, models, values, kind }: CostByModel): Html {
  const steps = ticks(Math.max(...values.map(sum), 1e-9));
  const most = steps.at(-1)!;
  const y = (value: number): number => HEIGHT - BOTTOM - (value / most) * (HEIGHT - BOTTOM - TOP);
  const slot = (WIDTH - LEFT - RIGHT) / spans.length;
  const wide = Math.min(slot * 0.8, 28);
  const bars = spans.map(({ name }, n) => {
    let below = 0;
    return values[n]!.map((value, model) => {
      if (value === 0) return null;
      const [top, bottom] = [y(below + value), y(below)];
      below += value;
      const x = LEFT + n * slot + (slot - wide) / 2;
      return rect(`m${model}`, x, top, wide, bottom - top, `${name}, ${models[model]}: ${dollars(value)}`);
    });
  });
  const every = Math.ceil(spans.length / 8);
  const dates = spans.map(({ start }, n) =>
    n % every === 0
      ? label(LEFT + (n + 0.5) * slot, HEIGHT - 8, 'middle', kind === 'month' ? start.slice(0, 7) : start.slice(5))
      : null,
  );
  const grid = steps.map((step) => [
    line('grid', LEFT, y(step), WIDTH - RIGHT, y(step)),
    label(LEFT - 6, y(step) + 4, 'end', `$${Number(step.toPrecision(3))}`),
  ]);
  const says = `Cost by ${kind}, stacked by model: ${dollars(sum(values.flat()))} from ${spans[0]!.start} on. The table below holds the numbers.`;
  return picture(WIDTH, HEIGHT, 'chart', says, [grid, bars, dates]);
}

function numbers({ spans, models, values, kind }: CostByModel): Html {
  const rows = spans
    .map(({ name }, n) => ({ name, row: values[n]! }))
    .filter(({ row }) => sum(row) > 0)
    .map(
      ({ name, row }) =>
        html`<tr><th scope="row">${name}</th>${row.map((value) => html`<td class="n">${value === 0 ? '' : dollars(value)}</td>`)}<td class="n">${dollars(sum(row))}</td></tr>`,
    );
  const head = [...models, 'all'].map((title) => html`<th scope="col" class="n">${title}</th>`);
  const table = html`<table><thead><tr><th scope="col">${kind}</th>${head}</tr></thead><tbody>${rows}</tbody></table>`;
  return html`<details><summary>The numbers</summary>${scrolling('numbers of the chart', table)}</details>`;
}

/** What was spent over time, by model. */
export function costSection({ cost }: PageData): Html {
  if (cost === null) return html`<p>No cost is known.</p>`;
  const legend = cost.models.map((model, n) => html`<li><span class="key k${n}"></span>${model}</li>`);
  const missing =
    cost.missing === 0
      ? null
      : html`<p class="small">${count(cost.missing, 'run')} ${cost.missing === 1 ? 'is' : 'are'} missing here: ${cost.missing === 1 ? 'its' : 'their'} price or time is unknown.</p>`;
  return html`<ul class="legend">${legend}</ul>${scrolling('chart of the cost', chart(cost))}${numbers(cost)}${missing}`;
}
