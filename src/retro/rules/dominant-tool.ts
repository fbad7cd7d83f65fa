import { count } from '../../lib/count.ts';
import { percent, plain } from '../../metrics/optimizer/say.ts';
import { digests, exampleInput } from '../example.ts';
import { fact, nameSessions, newestEnd, sum } from '../measures.ts';
import { defineRetroRule } from '../rule.ts';
import { toolUses } from '../tools.ts';

const CALLS = 50;
const SESSIONS = 3;
const SHARE = 0.6;

export default defineRetroRule({
  name: 'dominant-tool',
  title: 'One tool makes most of the calls',
  trigger: `One tool makes ${percent(SHARE)} or more of all tool calls, ${CALLS} or more in ${SESSIONS} or more sessions.`,
  why: 'Work that goes through one tool often goes step by step where one larger step would do.',
  saving: 'Not told by the sessions; ranked by what a typical case saves.',
  missing: 'whether another way takes fewer calls: sessions do not tell',
  category: 'investigate',
  impact: 8000,
  effort_minutes: 30,
  find(input) {
    const tools = toolUses(input.sessions);
    const all = sum(tools, ({ calls }) => calls);
    const top = tools[0];
    const enough = all >= CALLS && input.sessions.length >= SESSIONS;
    const judged = (): boolean => enough;
    if (!top || !enough || top.calls < SHARE * all || top.calls < CALLS || top.uses.length < SESSIONS)
      return { findings: [], tests: [], judged };
    const commands = new Map<string, number>();
    for (const { sig, runs } of top.uses.flatMap(({ session }) => session.runs.flatMap((run) => run.commands)))
      commands.set(sig, (commands.get(sig) ?? 0) + runs);
    const most = [...commands].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, 5);
    const name = plain(top.name);
    const finding = {
      subject: `tool:${name}`,
      title: `${name} makes ${percent(top.calls / all)} of all tool calls`,
      evidence: [
        fact(`${top.calls} of ${count(all, 'call')} in ${top.uses.length} sessions`, all, top.calls / all),
        fact(
          `most in ${nameSessions(
            top.uses,
            (use) => use.calls,
            (use) => `${use.calls} of ${use.session.tool_calls}`,
          )}`,
          top.uses.length,
          top.uses.length,
        ),
        ...(most.length > 0
          ? [
              fact(
                `commands run most: ${most.map(([sig, n]) => `${sig} ${n}`).join(', ')}`,
                sum(most, ([, n]) => n),
              ),
            ]
          : []),
      ],
      apply: [
        most.length > 0
          ? `Make scripts of what ${name} runs most (${most
              .slice(0, 3)
              .map(([sig]) => sig)
              .join(', ')}), and name them in the rules.`
          : `Say in the rules when ${name} is not needed, or how to do more with one call.`,
      ],
      confidence: 'low' as const,
      saving: null,
      seen: newestEnd(top.uses.map(({ session }) => session)),
    };
    return { findings: [finding], tests: [], judged };
  },
  examples: {
    fires: {
      says: 'four of five calls are Bash',
      input: () =>
        exampleInput(
          digests(4, () => ({
            tools: [
              { name: 'Bash', calls: 16, errors: 0, p50_ms: 10, p95_ms: 20 },
              { name: 'Read', calls: 4, errors: 0, p50_ms: 5, p95_ms: 9 },
            ],
          })),
        ),
    },
    quiet: {
      says: 'Bash, Read and Edit in equal parts',
      input: () =>
        exampleInput(
          digests(4, () => ({
            tools: ['Bash', 'Read', 'Edit'].map((name) => ({ name, calls: 9, errors: 0, p50_ms: 1, p95_ms: 2 })),
          })),
        ),
    },
  },
});
