import type { TrendWord } from '../metrics/contract.ts';
import { arrow } from '../metrics/summary/arrows.ts';
import { minute, number, percent, seconds, totalCost } from '../metrics/summary/format.ts';
import type { PageAgent, PageData } from './data.ts';
import { type Html, html } from './html.ts';
import { costLine, outcomeStrip } from './small-charts.ts';
import { type Column, scrolling, sortableHead, sortableRow } from './table.ts';

const trend = (word: TrendWord): Html =>
  html` <span class="trend ${word === 'too few' ? 'few' : word}" role="img" aria-label="${word === 'too few' ? 'too few data for a trend' : word}">${arrow(word)}</span>`;

const COLUMNS: readonly Column[] = [
  ['agent', 'text'],
  ['runs', 'number'],
  ['success', 'number'],
  ['last runs', 'picture'],
  ['median time', 'number'],
  ['quality', 'number'],
  ['primary', 'number'],
  ['total cost', 'number'],
  ['cost per run', 'picture'],
  ['last run', 'time'],
];

function row({ summary, runs }: PageAgent): Html {
  const { success, execution_time_s: time, quality_score: quality, primary_metric: primary, cost_usd: cost } = summary;
  const said = (text: string, word: TrendWord): Html => html`${text}${text === '-' ? null : trend(word)}`;
  const range = success.wilson95?.map((bound) => percent(bound)).join(' to ');
  const name = primary.name === null ? null : html`<span class="small">${primary.name}</span> `;
  const { trend: to } = summary;
  return html`<tbody>${sortableRow(COLUMNS, [
    [summary.agent, summary.agent],
    [summary.count, summary.count],
    [
      [
        said(percent(success.rate), to.success),
        range === undefined ? null : html` <span class="small">(${range})</span>`,
      ],
      success.rate,
    ],
    [outcomeStrip(runs), success.rate],
    [said(seconds(time.median), to.execution_time_s), time.median],
    [said(number(quality.median), to.quality_score), quality.median],
    [[name, said(number(primary.median), to.primary_metric)], primary.median],
    [said(totalCost(cost), to.cost_usd), cost.total],
    [costLine(runs), cost.median],
    [minute(summary.last_timestamp), summary.last_timestamp],
  ])}</tbody>`;
}

/** All agents with records: how they do, and where that goes. */
export function agentsSection({ agents, without_session: loose }: PageData): Html {
  if (agents.length === 0) return html`<p>No run is recorded yet.</p>`;
  const table = html`<table class="sortable">${sortableHead(COLUMNS, 'runs')}${agents.map(row)}</table>`;
  return html`${scrolling('table of agents', table)}
<p class="small">Medians over the newest 1,000 runs; in brackets the 95 % interval. ↑ improving, → steady, ↓ worsening, · too few to tell. Tall bars succeeded, low ones failed, hollow ones are unknown.${
    loose === 0
      ? null
      : ` Of these runs ${loose} ${loose === 1 ? 'was' : 'were'} recorded by hand or by a program, without a session: the totals above leave ${loose === 1 ? 'it' : 'them'} out.`
  }</p>`;
}
