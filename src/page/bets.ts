import { saySaved } from '../metrics/optimizer/advice.ts';
import type { Bet } from '../metrics/optimizer/bets.ts';
import { sayStatus } from '../metrics/optimizer/bets.ts';
import type { PageData } from './data.ts';
import { type Html, html } from './html.ts';

function bet(one: Bet): Html {
  const saved = saySaved(one);
  return html`<li><details>
<summary><strong>${one.title}</strong> <span class="small">${one.subject}; ${one.confidence} confidence; ${saved ? `${saved}; ` : ''}${one.effort_minutes} min; ${sayStatus(one.status, one.since, one.reason)}</span></summary>
<p>${one.why}</p>
<ul>${one.evidence.map(({ text }) => html`<li>${text}</li>`)}</ul>
<p>To do:</p>
<ol>${one.apply.map((step) => html`<li>${step}</li>`)}</ol>
<p class="small">${one.rule}, ${one.id}${one.status === 'open' ? html`: <code>ka bets accept ${one.id}</code>` : null}</p>
</details></li>`;
}

/** What waits for a decision or for work, the best first. */
export const betsSection = ({ bets }: PageData): Html =>
  bets.length === 0
    ? html`<p>No recommendation is open. <code>ka metrics optimize</code> looks for new ones.</p>`
    : html`<ol class="bets">${bets.map(bet)}</ol>`;
