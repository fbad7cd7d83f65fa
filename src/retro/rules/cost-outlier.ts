import { count } from '../../lib/count.ts';
import { number } from '../../metrics/optimizer/say.ts';
import { dollars } from '../../metrics/summary/format.ts';
import { highOutliers } from '../../stats/outliers.ts';
import { median } from '../../stats/quantile.ts';
import { digests, exampleInput, tokens } from '../example.ts';
import { fact, measured, perWeek, sum } from '../measures.ts';
import { defineRetroRule } from '../rule.ts';
import type { Session } from '../session.ts';
import { toolUses } from '../tools.ts';

const SESSIONS = 8;
const TIMES = 4;
const DOLLARS = 0.5;

/** What made it dear, as far as numbers tell. */
function causes(session: Session): string {
  const [runs, main] = [session.runs, session.runs[0]!];
  const top = toolUses([session])[0];
  const parts = [
    `${count(session.tool_calls, 'tool call')}${top ? `, ${top.calls} of them ${top.name}` : ''}`,
    ...(runs.length > 1 ? [count(runs.length - 1, 'subagent')] : []),
    ...(sum(runs, ({ compactions }) => compactions) > 0
      ? [
          count(
            sum(runs, ({ compactions }) => compactions),
            'compaction',
          ),
        ]
      : []),
    ...(session.tool_errors ? [count(session.tool_errors, 'failed call')] : []),
    count(main.turns, 'turn'),
  ];
  return parts.join('; ');
}

export default defineRetroRule({
  name: 'cost-outlier',
  title: 'A session that cost far more than the others',
  trigger: `A session of the window that cost ${TIMES} times the median of ${SESSIONS} or more sessions of 30 days, at least $${DOLLARS}, and lies outside their scatter on the log scale (modified z-score above 3.5).`,
  why: 'One session can cost as much as a week; what went wrong in it is worth half an hour.',
  saving: 'Its tokens beyond the median of these sessions, as if one such happened in each such window.',
  category: 'investigate',
  impact: 20_000,
  effort_minutes: 30,
  find(input) {
    const priced = input.month.filter(({ cost_usd }) => cost_usd !== null && cost_usd > 0);
    const judged = (): boolean => priced.length >= SESSIONS;
    if (priced.length < SESSIONS) return { findings: [], tests: [], judged };
    const costs = priced.map(({ cost_usd }) => cost_usd!);
    const usual = median(costs);
    const counted = priced.flatMap((session) => session.tokens ?? []);
    const usualTokens = counted.length === 0 ? null : median(counted);
    const inWindow = new Set(input.sessions);
    const far = highOutliers(costs)
      .map((at) => priced[at]!)
      .filter((session) => inWindow.has(session) && session.cost_usd! >= TIMES * usual && session.cost_usd! >= DOLLARS);
    const findings = far.map((session) => ({
      subject: `session:${session.id}`,
      title: `session ${session.name} cost ${dollars(session.cost_usd)}, ${number(session.cost_usd! / usual)} times the median`,
      evidence: [
        fact(
          `${dollars(session.cost_usd)} against a median of ${dollars(usual)} over ${priced.length} sessions of ${input.monthDays} days`,
          priced.length,
          session.cost_usd! / usual,
        ),
        fact(causes(session), 1, session.tool_calls),
      ],
      apply: [
        `\`ka sessions tree ${session.name}\` shows what its cost went into; look for what was read or tried again.`,
        'Put what it lacked (a rule, a script, a smaller task) where the next session finds it.',
      ],
      confidence: session.cost_usd! >= 2 * TIMES * usual ? ('high' as const) : ('medium' as const),
      saving:
        session.tokens === null || usualTokens === null || session.tokens <= usualTokens
          ? null
          : measured(perWeek(session.tokens - usualTokens, input.days)),
      seen: session.ended,
    }));
    return { findings, tests: [], judged };
  },
  examples: {
    fires: {
      says: 'one session at twenty times the usual cost',
      input: () =>
        exampleInput(
          digests(12, (i) => ({
            cost_usd: i === 2 ? 6 : 0.2 + (i % 5) * 0.05,
            tokens: tokens(1000, 4000, i === 2 ? 5_000_000 : 90_000, 5000),
          })),
        ),
    },
    quiet: {
      says: 'costs scatter by a factor of two',
      input: () => exampleInput(digests(12, (i) => ({ cost_usd: 0.6 + (i % 5) * 0.2 }))),
    },
  },
});
