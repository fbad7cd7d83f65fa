import { createHash } from 'node:crypto';
import { minute, percent } from '../metrics/summary/format.ts';
import { sayCost, sayTokens } from '../sessions/run-sums.ts';
import { agentsSection } from './agents.ts';
import { betsSection } from './bets.ts';
import { costSection } from './cost.ts';
import type { PageData } from './data.ts';
import { experimentsSection } from './experiments.ts';
import { Html, html } from './html.ts';
import { SCRIPT } from './script.ts';
import { sessionsSection } from './sessions.ts';
import { STYLE } from './style.ts';

/** By which ka knows a page of its own. */
export const GENERATOR = '<meta name="generator" content="ka page">';

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Nothing is loaded, nothing is sent, and no script runs but the one that the page came with. */
const POLICY = `default-src 'none'; style-src ${hashOf(STYLE)}; script-src ${hashOf(SCRIPT)}; base-uri 'none'; form-action 'none'`;

const SECTIONS: ReadonlyArray<{ id: string; title: string; draw: (data: PageData) => Html }> = [
  { id: 'agents', title: 'Agents', draw: agentsSection },
  { id: 'cost', title: 'Cost over time', draw: costSection },
  { id: 'bets', title: 'Recommendations', draw: betsSection },
  { id: 'experiments', title: 'Experiments', draw: experimentsSection },
  { id: 'sessions', title: 'Sessions', draw: sessionsSection },
];

function facts({ total, as_of }: PageData): Html {
  const { sessions, runs, tokens, cost_usd, lower_bound, success } = total;
  const said: Array<[string, string]> = [
    ['sessions', String(sessions)],
    ['runs, subagents too', String(runs)],
    ['tokens', sayTokens(tokens, lower_bound)],
    ['cost, where known', sayCost(cost_usd, tokens, lower_bound)],
    ['success', success.rate === null ? '-' : `${percent(success.rate)} of ${success.n}`],
    ['newest', minute(as_of)],
  ];
  return html`<dl class="facts">${said.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

/** The whole page: one file that needs nothing else. The same data give the same bytes. */
export function drawPage(data: PageData): string {
  const title = data.repo === null ? 'Coding agents of this repository' : `Coding agents of ${data.repo}`;
  const links = SECTIONS.map((one) => html`<li><a href="#${one.id}">${one.title}</a></li>`);
  const sections = SECTIONS.map(
    (one) => html`<section id="${one.id}" aria-labelledby="${one.id}-title">
<h2 id="${one.id}-title">${one.title}</h2>
${one.draw(data)}
</section>`,
  );
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Html(POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
${new Html(GENERATOR)}
<title>${title}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<a class="skip" href="#agents">To the content</a>
<header><h1>${title}</h1>
<nav aria-label="sections"><ul>${links}</ul></nav></header>
<main>
${facts(data)}
${sections}
</main>
<p id="said" role="status"></p>
<footer><p class="small">Drawn by ka ${data.version} from the records of this repository; times are UTC. No prompt and no output is in here.</p></footer>
<script>${new Html(SCRIPT)}</script>
</body>
</html>
`;
  return page.text;
}
