import { count } from '../../lib/count.ts';
import { wilson95 } from '../../stats/wilson.ts';
import { nameRun, toolErrors } from '../optimizer/causes.ts';
import { exampleInput, runs } from '../optimizer/example.ts';
import { fileOf, NOW } from '../optimizer/measures.ts';
import { defineRule } from '../optimizer/rule.ts';
import { interval95, number, percent, plain } from '../optimizer/say.ts';

/** Fewer failed calls than this show no pattern. */
const LEAST_ERRORS = 10;
/** One tool must take at least this share of them, in at least this share of the runs. */
const DOMINANT = 0.5;
const WIDESPREAD = 0.2;

export default defineRule({
  name: 'dominant-error',
  title: 'One tool fails most',
  trigger: `Of ${LEAST_ERRORS} failed tool calls or more in the newest ${NOW} runs that tell (at least min_samples), one tool made ${percent(DOMINANT)} or more, in ${percent(WIDESPREAD)} of the runs or more.`,
  why: 'The same failed call, run after run, is something the agent was never told.',
  saving: null,
  impact: 50_000,
  effort_minutes: 15,
  test(input) {
    const told = input.records
      .filter((record) => record.errors || Number.isFinite(record.tool_errors ?? Number.NaN))
      .slice(-NOW);
    const n = told.length;
    if (n === 0) return [];
    if (n < input.minSamples)
      return [
        {
          state: 'untested',
          part: null,
          note: `tool errors: ${count(n, 'known value')}, ${input.minSamples - n} more needed.`,
        },
      ];
    const tools = toolErrors(told);
    const total = tools.reduce((sum, { errors }) => sum + errors, 0);
    const worst = tools[0];
    if (!worst || total < LEAST_ERRORS || worst.errors < DOMINANT * total || worst.runs < WIDESPREAD * n)
      return [{ state: 'quiet', part: null }];
    const tool = plain(worst.tool);
    const interval = wilson95(worst.runs, n);
    const hit = told
      .filter((record) => record.errors?.[worst.tool])
      .sort((a, b) => b.errors![worst.tool]! - a.errors![worst.tool]! || (a.id < b.id ? -1 : 1));
    return [
      {
        state: 'fires',
        part: tool,
        finding: {
          title: `${input.agent}: ${tool} makes ${percent(worst.errors / total)} of its failed tool calls`,
          evidence: [
            {
              text: `${tool} failed in ${worst.runs} of ${n} runs, ${percent(worst.runs / n)} (${interval95(interval, percent)})`,
              n,
              value: worst.runs / n,
              interval,
            },
            {
              text: `${worst.errors} of ${total} failed calls, ${number(worst.errors / n)} a run`,
              n,
              value: worst.errors / total,
              interval: null,
            },
          ],
          apply: [
            `Look up in ${hit
              .slice(0, 3)
              .map((record) => nameRun(input, record))
              .join(', ')} what the failing ${tool} calls had in common.`,
            `${fileOf(input)}: add the right way to call ${tool} here (exact command, folder, preconditions) as a rule.`,
          ],
          share: null,
          unproven: interval[0] >= WIDESPREAD ? 'medium' : 'low',
        },
      },
    ];
  },
  examples: {
    fires: {
      says: 'Bash fails twice in two of three runs, Edit once in a while',
      input: () =>
        exampleInput(runs(30, (i) => ({ errors: { ...(i % 3 ? { Bash: 2 } : {}), ...(i % 10 ? {} : { Edit: 1 }) } }))),
    },
    quiet: {
      says: 'errors spread over four tools',
      input: () => exampleInput(runs(30, (i) => ({ errors: { [['Bash', 'Edit', 'Read', 'Grep'][i % 4]!]: 1 } }))),
    },
  },
});
