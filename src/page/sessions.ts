import { count } from '../lib/count.ts';
import { shortIds } from '../lib/short-ids.ts';
import { minute, seconds } from '../metrics/summary/format.ts';
import { allTokens, isCopy } from '../sessions/family-totals.ts';
import { sayRuns, sumRuns } from '../sessions/run-sums.ts';
import type { PageData, PageSession } from './data.ts';
import { type Html, html } from './html.ts';
import { type Cell, type Column, scrolling, sortableHead, sortableRow } from './table.ts';
import { treeOf } from './tree.ts';

const COLUMNS: readonly Column[] = [
  ['session', 'text'],
  ['started', 'time'],
  ['agents', 'text'],
  ['tool', 'text'],
  ['model', 'text'],
  ['tokens', 'number'],
  ['cost', 'number'],
  ['at work', 'number'],
  ['calls', 'number'],
  ['errors', 'number'],
  ['status', 'text'],
];

function cellsOf({ family, running }: PageSession): Cell[] {
  const { root, below } = family;
  const runs = [root, ...below];
  const sums = sumRuns(runs);
  const said = sayRuns(runs);
  const time = root.working_ms === null ? null : root.working_ms / 1000;
  const model = root.models[0]?.model ?? null;
  const status = running ? 'running' : root.status;
  const agents = [...new Set([root.agent, ...below.map(({ agent }) => agent).sort()])].join(', ');
  return [
    [minute(root.started), root.started],
    [agents, agents],
    [root.harness, root.harness],
    [model ?? '-', model],
    [isCopy(family) ? 'copied' : said.tokens, allTokens(sums.tokens)],
    [said.cost, sums.cost_usd],
    [seconds(time), time],
    [said.calls, sums.tool_calls],
    [said.errors, sums.tool_errors],
    [status, status],
  ];
}

/** What a digest tells below the line: subagents, tools, and the parts where its transcript was read. */
function detail({ family: { root, below }, tree }: PageSession): Html {
  const tools = [...root.tools].sort((a, b) => b.calls - a.calls || (a.name < b.name ? -1 : 1)).slice(0, 12);
  const said = tools.map(({ name, calls, errors }) => `${name} ${calls}${errors ? ` (${errors} failed)` : ''}`);
  const subagents = below.map((one) => {
    const { tokens, cost } = sayRuns([one]);
    return html`<li>${one.agent} <span class="small">${tokens} tokens, ${cost}, ${one.status}</span></li>`;
  });
  return html`<p class="small">${root.id}${root.git.branch === null ? null : `, branch ${root.git.branch}`}${
    root.compactions > 0 ? `, ${count(root.compactions, 'compaction')}` : null
  }</p>
${said.length > 0 ? html`<p>Tools: ${said.join(', ')}</p>` : null}
${tree !== null ? treeOf(tree) : subagents.length > 0 ? html`<p>Subagents:</p><ul>${subagents}</ul>` : null}`;
}

/** Sessions with their subagents, sortable, each opening to its parts. */
export function sessionsSection({ sessions, left_out }: PageData): Html {
  if (sessions.length === 0) return html`<p>No session is known.</p>`;
  const ids = shortIds(sessions.map(({ family }) => family.root.session_id));
  const rows = sessions.map((session, n) => {
    const { session_id } = session.family.root;
    const opens = html`<button type="button" class="opens" aria-expanded="false" aria-controls="s${n}">${ids.get(session_id)!}</button>`;
    return html`<tbody>${sortableRow(COLUMNS, [[opens, session_id], ...cellsOf(session)])}
<tr id="s${n}" hidden><td colspan="${COLUMNS.length}">${detail(session)}</td></tr></tbody>`;
  });
  const copies = sessions.some(({ family }) => isCopy(family))
    ? ' Copied: a fork so far; what it holds counts in the earlier session.'
    : null;
  const more =
    left_out > 0
      ? html`<p class="small">${count(left_out, 'older session')} ${left_out === 1 ? 'is' : 'are'} left out: <code>--limit 0</code>.</p>`
      : null;
  return html`${scrolling('table of sessions', html`<table class="sortable">${sortableHead(COLUMNS, 'started')}${rows}</table>`)}
<p class="small">A line stands for a session with its subagents. &gt; before a number: it is a lower bound, since a part is unknown. At work: from each prompt to the last reply.${copies}</p>${more}`;
}
