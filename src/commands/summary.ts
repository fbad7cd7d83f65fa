import { count } from '../lib/count.ts';
import { table } from '../lib/table.ts';
import { wrap } from '../lib/wrap.ts';
import { dollars, fromTo, percent, thousands } from '../metrics/summary/format.ts';
import { scale, sparkline } from '../metrics/summary/sparkline.ts';
import { allTokens, families } from '../sessions/family-totals.ts';
import { loadSessions } from '../sessions/load.ts';
import { nameRepositories } from '../sessions/name-repositories.ts';
import { sayCost, sayTokens } from '../sessions/run-sums.ts';
import {
  BREAKDOWNS,
  type Breakdown,
  type SessionSummary,
  type Sums,
  summariseSessions,
} from '../sessions/summarise.ts';
import { findProject } from '../store/project.ts';
import { defineCommand } from './contract.ts';
import { type Selection, sayNone, selectionInput, selects } from './sessions/selection.ts';

interface Input extends Selection {
  by: Breakdown;
}

export default defineCommand<Input>({
  summary: 'sum up what the agents of this repository did: sessions, tokens, cost, success',
  description:
    'Reads what the coding tools left behind, offline. Each reply is counted once, each cost says where it comes from, and what is unknown is said to be. Rows add up to the total; `sessions` are those that no other one started, `runs` these and their subagents; a session of several models counts for the one that did most. `>` before a number: it is a lower bound, since a part is unknown.',
  input: {
    by: { type: 'string', description: 'what the rows stand for', enum: BREAKDOWNS, default: 'agent' },
    ...selectionInput,
  },
  tool: 'read',
  examples: [
    { line: 'ka summary', says: 'all sessions of this repository, by agent' },
    { line: 'ka summary --days 7 --by model', says: 'the last week, by model' },
    { line: 'ka summary --all-projects --by repo --json', says: 'every repository, for a program' },
  ],
  async run(input, ctx) {
    const project = findProject(ctx);
    const loaded = await loadSessions(project, ctx, { sync: !input.noSync, allProjects: input.allProjects });
    const { digests, running, outcomes, records, folderOf, notes } = loaded;
    const chosen = digests.filter(selects(input, ctx.now()));
    const loose = records.filter(({ session_id }) => !session_id).length;
    const names = input.by === 'repo' ? nameRepositories(chosen, folderOf) : undefined;
    const summary = summariseSessions(chosen, outcomes, input.by, digests, names);
    const days = summariseSessions(chosen, outcomes, 'day', digests).rows;
    return {
      data: { schema_version: 1, ...summary, running: running.size, without_session: loose },
      text: [
        chosen.length === 0
          ? sayNone(families(digests).length, loaded)
          : tell(summary, days, running.size, ctx.columns),
        ...sayLoose(loose).map((line) => wrap('', line, ctx.columns)),
      ].join('\n'),
      notes,
    };
  },
});

const BAR = 12;

/** A bar of eighths. */
function bar(share: number): string {
  const eighths = Math.round(Math.min(1, share) * BAR * 8);
  const rest = eighths % 8;
  return '█'.repeat(Math.floor(eighths / 8)) + (rest > 0 ? '▏▎▍▌▋▊▉'[rest - 1] : '');
}

const TOKENS = ['input', 'output', 'cache_read', 'cache_write'] as const;

/** What the newest days with sessions cost, and between what the curve runs. */
function curve(values: ReadonlyArray<number | null>, priced: boolean, columns: number): string {
  const [label, say] = priced ? ['cost', dollars] : ['tokens', thousands];
  const each = `${label} of each day with sessions`;
  const width = Math.max(5, Math.min(30, columns - each.length - 22));
  const start = values.length > width ? `${label} of newest ${width} session days` : each;
  return `${start}  ${sparkline(values, width)}  ${scale(values, width, say)}`;
}

function tell(summary: SessionSummary, days: readonly Sums[], running: number, columns: number): string {
  const { total, rows, by } = summary;
  const priced = rows.some(({ cost_usd }) => cost_usd !== null);
  const weight = (row: Sums): number | null => (priced ? row.cost_usd : allTokens(row.tokens));
  const most = Math.max(...rows.map((row) => weight(row) ?? 0), Number.MIN_VALUE);
  const line = (name: string, row: Sums, drawn: string): string[] => [
    name,
    String(row.sessions),
    String(row.runs),
    ...TOKENS.map((kind) => sayTokens(row.tokens?.[kind] ?? null, row.lower_bound)),
    sayCost(row.cost_usd, allTokens(row.tokens), row.lower_bound),
    drawn,
    row.success.rate === null ? '-' : `${percent(row.success.rate)} of ${row.success.n}`,
  ];
  // Most tokens are read ones: what goes first where lines are short is the bar, then the sessions, which runs hold.
  // The bar draws the cost that it stands behind; without prices it draws tokens, and says so.
  const head = [
    ...[`~${by}`, '?>sessions', '>runs', '>input', '>output', '>read', '>written'],
    ...['!>cost', priced ? '??' : '??tokens', '?>success'],
  ];
  const shown = rows.map((row) => line(row.name, row, bar((weight(row) ?? 0) / most)));
  const span = fromTo(summary.first?.slice(0, 10) ?? '?', summary.last?.slice(0, 10) ?? '?');
  return [
    span,
    ...(days.length > 1 ? [curve(days.map(weight), priced, columns)] : []),
    '',
    table(head, [...shown, line('total', total, '')], columns),
    '',
    ...remarks(summary, running),
  ]
    .join('\n')
    .trimEnd();
}

/** Records that stand in no row, since no session is theirs. */
const sayLoose = (n: number): string[] =>
  n === 0
    ? []
    : [
        `not in these rows: ${count(n, 'execution record')} by hand or by a program, without a session (ka metrics list)`,
      ];

/** What the numbers do not hold. */
function remarks(summary: SessionSummary, running: number): string[] {
  const { total, priced, unpriced, partial, unseen_subagents: unseen, without_tokens } = summary;
  const lines: string[] = [];
  if (total.runs > total.sessions) lines.push('runs: the sessions, and the subagents that they started');
  if (priced !== null) lines.push(`cost is known for ${percent(priced)} of the recorded tokens`);
  if (unpriced.length > 0) {
    const names = unpriced.slice(0, 5).map(({ model, tokens }) => `${model} (${thousands(tokens)})`);
    lines.push(
      `no price is known for ${names.join(', ')}${unpriced.length > 5 ? ` and ${unpriced.length - 5} more` : ''}: ka config, prices.overrides`,
    );
  }
  const least = (n: number): string => `${n} of the runs ${n === 1 ? 'is' : 'are'} a lower bound`;
  if (partial > 0) lines.push(`${least(partial)}: their tool left a part of the numbers out`);
  if (unseen > 0)
    lines.push(
      `${least(unseen)}: no transcript of the subagents that ${unseen === 1 ? 'it' : 'they'} started is known`,
    );
  const silent = Object.entries(without_tokens).map(([harness, n]) => `${harness} ${n}`);
  if (silent.length > 0) lines.push(`runs without any token count: ${silent.join(', ')}`);
  if (running > 0) lines.push(`${running} still running`);
  return lines;
}
