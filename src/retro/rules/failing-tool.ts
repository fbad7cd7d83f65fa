import { count } from '../../lib/count.ts';
import { percent, plain } from '../../metrics/optimizer/say.ts';
import { fisher } from '../../stats/fisher.ts';
import { wilson95 } from '../../stats/wilson.ts';
import { failingCommands } from '../commands.ts';
import { digests, exampleInput } from '../example.ts';
import { fact, nameSessions, newestEnd, sum, timesEach, tokensPerCall } from '../measures.ts';
import { defineRetroRule, type Finding, type Test } from '../rule.ts';
import { toolUses, withoutCommands } from '../tools.ts';
import { ruleFile } from '../visible.ts';

const CALLS = 20;
const ERRORS = 5;
const SESSIONS = 3;
const RATE = 0.1;

export default defineRetroRule({
  name: 'failing-tool',
  title: 'A tool that fails more often than the others',
  trigger: `A tool with ${CALLS} calls or more in ${SESSIONS} or more sessions, of which ${ERRORS} or more and at least ${percent(RATE)} failed, more often than all other tools together (Fisher’s exact test); all of it must hold without its worst session too, since the calls of one session are no independent ones. What a command fails that has its own bet (failing-command) is not counted once more.`,
  why: 'A call that fails is paid for, and so is the one that mends it.',
  saving: 'Each failed call, at the mean tokens of a tool call in these sessions.',
  category: 'investigate',
  impact: 10_000,
  effort_minutes: 30,
  find(input) {
    const tools = toolUses(input.sessions).filter(({ errors }) => errors !== null);
    const [allCalls, allErrors] = [sum(tools, ({ calls }) => calls), sum(tools, ({ errors }) => errors!)];
    const findings: Finding[] = [];
    const tests: Test[] = [];
    const looked = new Set<string>();
    const told = new Set(failingCommands(input.sessions).found.map(({ sig }) => sig));
    for (const tool of tools) {
      const { name } = tool;
      const subject = `tool:${plain(name)}`;
      const [others, otherErrors] = [allCalls - tool.calls, allErrors - tool.errors!];
      if (tool.calls < CALLS || tool.uses.length < SESSIONS || others === 0) continue;
      looked.add(subject);
      const uses = withoutCommands(tool, told);
      const [calls, errors] = [sum(uses, (use) => use.calls), sum(uses, (use) => use.errors)];
      const worst = [...uses].sort((a, b) => b.errors - a.errors || a.calls - b.calls)[0]!;
      const [least, leastErrors] = [calls - worst.calls, errors - worst.errors];
      if (least < CALLS) continue;
      tests.push({ subject, p: fisher([leastErrors, least], [otherErrors, others]) });
      const [rate, leastRate] = [errors / calls, leastErrors / least];
      if (leastErrors < ERRORS || leastRate < RATE || leastRate <= otherErrors / others) continue;
      const failing = uses.filter((use) => use.errors > 0);
      const sessions = failing.map(({ session }) => session);
      const interval = wilson95(errors, calls);
      findings.push({
        subject,
        title: `${plain(name)} fails in ${percent(rate)} of its ${calls < tool.calls ? 'other calls' : 'calls'}, all other tools in ${percent(otherErrors / others)}`,
        evidence: [
          {
            text: `${errors} of ${count(calls, 'call')} failed, ${percent(rate)} (95 % interval ${percent(interval[0])} to ${percent(interval[1])}); others ${otherErrors} of ${others}`,
            n: calls,
            value: rate,
            interval,
          },
          ...(calls < tool.calls
            ? [
                fact(
                  `left out: ${count(tool.calls - calls, 'call')} of commands with a bet of their own (failing-command)`,
                  tool.calls - calls,
                ),
              ]
            : []),
          fact(
            `failed in ${nameSessions(
              failing,
              (use) => use.errors,
              (use) => `${use.errors} of ${use.calls}`,
            )}`,
            failing.length,
            failing.length,
          ),
        ],
        apply: [
          `Look up what its failed calls had in common (\`ka sessions tree ${sessions[0]!.name}\`).`,
          `${ruleFile(input)}: say how ${plain(name)} is to be called here.`,
        ],
        confidence: 'medium',
        saving: timesEach(errors, tokensPerCall(sessions), input.days),
        seen: newestEnd(sessions),
      });
    }
    return { findings, tests, judged: (subject) => looked.has(subject) };
  },
  examples: {
    fires: {
      says: 'Edit fails in a third of its calls, Read hardly ever',
      input: () =>
        exampleInput(
          digests(5, () => ({
            tools: [
              { name: 'Edit', calls: 9, errors: 3, p50_ms: 10, p95_ms: 20 },
              { name: 'Read', calls: 20, errors: 0, p50_ms: 5, p95_ms: 9 },
            ],
          })),
        ),
    },
    quiet: {
      says: 'all tools fail alike',
      input: () =>
        exampleInput(
          digests(5, () => ({
            tools: [
              { name: 'Edit', calls: 20, errors: 3, p50_ms: 10, p95_ms: 20 },
              { name: 'Read', calls: 20, errors: 3, p50_ms: 5, p95_ms: 9 },
            ],
          })),
        ),
    },
  },
});
