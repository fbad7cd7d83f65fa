import { count } from '../../lib/count.ts';
import { number, plain } from '../../metrics/optimizer/say.ts';
import { dollars } from '../../metrics/summary/format.ts';
import { allTokens } from '../../sessions/family-totals.ts';
import { mapName } from '../../store/names.ts';
import { digests, exampleInput, tokens } from '../example.ts';
import { addUnder, estimated, fact, nameSessions, newestEnd, perWeek, sum } from '../measures.ts';
import { defineRetroRule, type Finding, type RetroInput } from '../rule.ts';
import type { Session } from '../session.ts';

/** Dollars for a million output tokens. */
const PREMIUM = 10;
const CALLS = 10;
const OUTPUT = 3000;
const SESSIONS = 8;
const SHARE = 1 / 3;
/** From this share of small sessions the agent as a whole may change its model. */
const MOSTLY = 0.8;
const CHEAPER = 0.5;

/** The model that did most of a session's own work. */
function leading({ runs }: Session): string | null {
  const size = (model: Session['runs'][number]['models'][number]): number => allTokens(model.tokens) ?? 0;
  return [...(runs[0]?.models ?? [])].sort((a, b) => size(b) - size(a))[0]?.model ?? null;
}

/** Little was asked of it, and nothing went wrong. */
const isSmall = ({ runs, tool_calls, tool_errors, success }: Session): boolean =>
  tool_calls <= CALLS &&
  (tool_errors ?? 0) === 0 &&
  success !== false &&
  runs[0]!.status === 'ended' &&
  runs[0]!.tokens?.output != null &&
  sum(runs, (run) => run.tokens?.output ?? 0) <= OUTPUT;

/** The dearest model that costs at most half, among those that this tool was seen with. */
function cheaperThan(model: string, harness: string, { month, prices }: RetroInput): string | null {
  const seen = new Set(
    month.flatMap(({ harness: own, runs }) =>
      own === harness ? runs.flatMap((run) => run.models.map((one) => one.model)) : [],
    ),
  );
  const known = [...seen].filter(
    (name) => name !== null && (prices.get(name) ?? Infinity) <= prices.get(model)! * CHEAPER,
  );
  return (known as string[]).sort((a, b) => prices.get(b)! - prices.get(a)! || (a < b ? -1 : 1))[0] ?? null;
}

export default defineRetroRule({
  name: 'premium-model',
  title: 'A premium model for small work',
  trigger: `${SESSIONS} or more sessions of one agent, and at least a third of its own, that ran on a model of $${PREMIUM} or more per million output tokens, with at most ${CALLS} tool calls, at most ${OUTPUT} output tokens and no failed call.`,
  why: 'Small work that goes well does not need the largest model.',
  saving: 'What the cheaper model would save of these sessions’ price, as tokens at the present price.',
  missing: `small work in ${MOSTLY * 100} % of its sessions: only then its model changes as a whole`,
  category: 'quick',
  impact: 20_000,
  effort_minutes: 15,
  find(input) {
    const findings: Finding[] = [];
    const looked = new Set<string>();
    const groups = new Map<string, Session[]>();
    for (const session of input.sessions) {
      const model = leading(session);
      if (model === null || (input.prices.get(model) ?? 0) < PREMIUM) continue;
      const key = `${session.agent}\0${session.harness}\0${model}`;
      addUnder(groups, key, session);
    }
    for (const [key, sessions] of [...groups].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const [agent, harness, model] = key.split('\0') as [string, string, string];
      const subject = `${agent}/${plain(model)}`;
      if (sessions.length >= SESSIONS) looked.add(subject);
      const small = sessions.filter(isSmall);
      if (small.length < SESSIONS || small.length < SHARE * sessions.length) continue;
      const other = cheaperThan(model, harness, input);
      const ratio = other === null ? null : input.prices.get(other)! / input.prices.get(model)!;
      const file = input.facts?.instructions.find((one) => one.kind === 'agent' && mapName(one.name) === agent);
      const whole = small.length >= MOSTLY * sessions.length;
      const known = small.filter((session) => session.tokens !== null);
      const spent = sum(small, ({ cost_usd }) => Math.round((cost_usd ?? 0) * 1e9)) / 1e9;
      findings.push({
        subject,
        title: `${agent}: ${small.length} of ${sessions.length} sessions on ${plain(model)} were small`,
        evidence: [
          fact(
            `at most ${CALLS} calls, ${OUTPUT} output tokens, none failed: ${nameSessions(
              small.map((session) => ({ session })),
              ({ session }) => session.cost_usd ?? 0,
              ({ session }) => `${count(session.tool_calls, 'call')}, ${dollars(session.cost_usd)}`,
            )}`,
            sessions.length,
            small.length / sessions.length,
          ),
          fact(
            `they cost ${dollars(spent)}; ${plain(model)} costs $${number(input.prices.get(model)!)} per million output tokens${
              other === null ? '' : `, ${plain(other)}, which this tool uses too, $${number(input.prices.get(other)!)}`
            }`,
            small.length,
            spent,
          ),
        ],
        apply:
          other === null
            ? [`Try a smaller model of the same maker for ${agent}'s small work.`]
            : whole && file
              ? [`${file.path}: set \`model: ${other}\`.`, 'Watch success and errors over the next ten runs.']
              : [`Start small work with ${other} (most tools take \`--model\`, or a command in the session).`],
        confidence: whole ? 'medium' : 'low',
        saving:
          ratio === null || known.length === 0
            ? null
            : estimated(
                perWeek(
                  sum(known, (session) => session.tokens!),
                  input.days,
                ) *
                  (1 - ratio),
              ),
        seen: newestEnd(small),
        ...(other !== null && whole && file && { edit: { kind: 'set-model' as const, path: file.path, model: other } }),
      });
    }
    return { findings, tests: [], judged: (subject) => looked.has(subject) };
  },
  examples: {
    fires: {
      says: `nine of ten sessions on the large model call five tools at most`,
      input: () =>
        exampleInput(
          digests(12, (i) => ({
            tool_calls: i === 3 ? 60 : 5,
            tokens: tokens(1000, 800, 20_000, 1000),
            models: [
              {
                model: i > 9 ? 'small' : 'large',
                tokens: tokens(1000, 800, 20_000, 1000),
                cost_usd: 0.05,
                price: 'config',
              },
            ],
          })),
          { prices: { large: 25, small: 4 } },
        ),
    },
    quiet: {
      says: 'the large model does long work',
      input: () => exampleInput(digests(12), { prices: { large: 25, small: 4 } }),
    },
  },
});
