import { median } from '../../stats/quantile.ts';
import { exampleDigest, exampleInput, tokens } from '../example.ts';
import { addUnder, fact, measured, nameSessions, newestEnd, perWeek, sum } from '../measures.ts';
import { defineRetroRule, type Finding } from '../rule.ts';
import type { Session } from '../session.ts';

const CALLS = 3;
const RUNS = 5;
const SHARE = 0.5;

/** What it takes to begin: everything that came in, read from the cache or not. */
const startUp = ({ tokens: own }: Session['runs'][number]): number | null =>
  own === null || (own.input === null && own.cache_write === null) ? null : (own.input ?? 0) + (own.cache_write ?? 0);

export default defineRetroRule({
  name: 'delegation-overhead',
  title: 'Subagents for next to nothing',
  trigger: `${RUNS} or more runs of one subagent in the window, at least half of its runs, that made at most ${CALLS} tool calls each.`,
  why: 'Each subagent begins with a context of its own; for two calls that costs more than the calls.',
  saving: 'The fresh input of these runs (input and cache writes), as recorded.',
  missing: `${2 * RUNS} or more such runs`,
  category: 'investigate',
  impact: 15_000,
  effort_minutes: 20,
  find(input) {
    const findings: Finding[] = [];
    const looked = new Set<string>();
    const byAgent = new Map<string, { session: Session; run: Session['runs'][number] }[]>();
    for (const session of input.sessions) {
      for (const run of session.runs.slice(1)) addUnder(byAgent, run.agent, { session, run });
    }
    for (const [agent, all] of [...byAgent].sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (all.length >= RUNS) looked.add(`${agent}/small-runs`);
      const small = all.filter(({ run }) => run.tool_calls <= CALLS);
      if (small.length < RUNS || small.length < SHARE * all.length) continue;
      const sessions = [...new Set(small.map(({ session }) => session))];
      const costs = small.flatMap(({ run }) => startUp(run) ?? []);
      findings.push({
        subject: `${agent}/small-runs`,
        title: `${small.length} of ${all.length} runs of subagent ${agent} made at most ${CALLS} tool calls`,
        evidence: [
          fact(
            `in ${nameSessions(
              sessions.map((session) => ({ session, runs: small.filter((one) => one.session === session).length })),
              ({ runs }) => runs,
              ({ runs }) => `${runs} such runs`,
            )}`,
            all.length,
            small.length / all.length,
          ),
          ...(costs.length > 0
            ? [
                fact(
                  `each began with ${Math.round(median(costs))} fresh input tokens (median)`,
                  costs.length,
                  median(costs),
                ),
              ]
            : []),
        ],
        apply: [
          `Say in the description of ${agent} what is too small for it; or let the main agent do single look-ups itself.`,
          'Give a subagent several questions at once.',
        ],
        confidence: small.length >= 2 * RUNS ? 'medium' : 'low',
        saving:
          costs.length === 0
            ? null
            : measured(
                perWeek(
                  sum(costs, (cost) => cost),
                  input.days,
                ),
              ),
        seen: newestEnd(sessions),
      });
    }
    return { findings, tests: [], judged: (subject) => looked.has(subject) };
  },
  examples: {
    fires: {
      says: 'six subagents of one call each',
      input: () => exampleInput([exampleDigest(0), ...subagents(6, 1)]),
    },
    quiet: {
      says: 'six subagents of thirty calls each',
      input: () => exampleInput([exampleDigest(0), ...subagents(6, 30)]),
    },
  },
});

const subagents = (count: number, calls: number) =>
  Array.from({ length: count }, (_, i) =>
    exampleDigest(0, {
      id: `claude:00000000/a${i}`,
      session_id: `00000000/a${i}`,
      parent: 'claude:00000000',
      agent: 'searcher',
      tool_calls: calls,
      tokens: tokens(3000, 200, 0, 12_000),
    }),
  );
