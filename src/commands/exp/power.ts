import { lookSizes } from '../../experiments/decide.ts';
import { historyOf, leastTurns } from '../../experiments/history.ts';
import { METRICS, measureOf, metricName, samplesOf } from '../../experiments/measures.ts';
import { detectableBy, neededFor, scatterOf } from '../../experiments/power.ts';
import { sayLeftOut, sayNeeded } from '../../experiments/say-plan.ts';
import { count } from '../../lib/count.ts';
import { table } from '../../lib/table.ts';
import { isoTime, parseTime } from '../../lib/time.ts';
import { wrap } from '../../lib/wrap.ts';
import { number } from '../../metrics/optimizer/say.ts';
import { percent } from '../../metrics/summary/format.ts';
import { trialsFor } from '../../sessions/experiment-report.ts';
import { perWeek } from '../../stats/per-week.ts';
import { median } from '../../stats/quantile.ts';
import { findProject } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';
import { expInput } from './input.ts';

interface Input {
  metric: string;
  by?: number;
  direction?: 'less' | 'more';
  agent?: string;
  days: number;
  minTurns?: number;
  looks: number;
  noSync: boolean;
}

const SIZES = [10, 20, 30, 50, 100, 200, 500];
const DAY_MS = 86_400_000;

export default defineCommand<Input>({
  summary: 'say what an experiment could show, from the sessions so far',
  input: {
    metric: {
      type: 'string',
      description: `${METRICS.join(', ')}, or one that records carry`,
      default: 'tokens',
      placeholder: 'name',
    },
    by: {
      type: 'number',
      description: 'how many sessions a change of so many percent needs',
      minimum: 0.1,
      maximum: 1000,
      placeholder: 'percent',
    },
    direction: { type: 'string', description: 'default: what is better for that metric', enum: ['less', 'more'] },
    agent: expInput.agent,
    days: {
      type: 'integer',
      description: 'sessions of the last n days',
      minimum: 1,
      maximum: 3650,
      default: 90,
      placeholder: 'n',
    },
    minTurns: expInput.minTurns,
    looks: expInput.looks,
    noSync: expInput.noSync,
  },
  examples: [
    { line: 'ka exp power', says: 'what changes of tokens per session can be seen with how many sessions' },
    { line: 'ka exp power --metric cost --by 20', says: 'how many sessions it takes to see 20 % less cost' },
  ],
  async run({ metric: typed, by, direction: given, agent: typedAgent, days, minTurns, looks, noSync }, ctx) {
    const metric = metricName(typed);
    const direction = given ?? measureOf(metric, 'less').better;
    const measure = measureOf(metric, direction);
    const agent = typedAgent ?? null;
    const min_turns = minTurns ?? leastTurns(agent);
    const { trials, notes } = await trialsFor(findProject(ctx), ctx, { agent, metric }, !noSync);
    const [since, until] = [isoTime(ctx.now() - days * DAY_MS), isoTime(ctx.now())];
    const history = historyOf(trials, { agent, min_turns, since, until });
    const leftOut = sayLeftOut(history, { agent, metric, direction, min_turns });
    const samples = samplesOf(history.counted, measure);
    const values = samples.map(({ value }) => value);
    const scatter = scatterOf([values], measure.scale);
    const sizes = SIZES.map((per_arm) => ({
      per_arm,
      detectable: scatter && detectableBy(scatter, [per_arm, per_arm], { looks, direction }),
    }));
    const sign = direction === 'less' ? -1 : 1;
    const needed = scatter && by !== undefined ? neededFor(scatter, (sign * by) / 100, looks) : null;
    const ends = [samples[0], samples.at(-1)].map((one) => parseTime(one?.at ?? '') ?? 0);
    const weekly = perWeek(values.length, ends[0]!, ends[1]!);
    const middle = values.length === 0 || measure.scale === 'share' ? null : median(values);
    const data = {
      schema_version: 1,
      metric,
      direction,
      n: values.length,
      median: middle,
      scatter: scatter?.value ?? null,
      per_week: weekly,
      too_small: history.small.length,
      looks: lookSizes({ looks, per_arm: 50 }).length,
      sizes,
      needed_per_arm: needed,
    };
    if (!scatter) {
      return {
        data,
        text: wrap(
          '',
          `${measure.label}: ${count(values.length, 'known value')} in ${days} days; at least two that differ are needed.${leftOut}`,
          ctx.columns,
        ),
        notes,
      };
    }
    const weeks = needed === null || weekly === 0 ? null : Math.ceil((2 * needed) / weekly);
    return {
      data,
      text: [
        wrap(
          '',
          `${measure.label}: ${count(values.length, 'known value')} in ${days} days${middle === null ? '' : `, median ${measure.say(middle)}`}, about ${number(weekly)} a week.${leftOut}`,
          ctx.columns,
        ),
        wrap('', `What shows in four of five cases, with ${count(looks, 'planned look')}:`, ctx.columns),
        table(
          ['>with sessions an arm', '>a change of at least'],
          sizes.map(({ per_arm, detectable }) => [String(per_arm), detectable === null ? '-' : percent(detectable)]),
          ctx.columns,
        ),
        ...(needed === null
          ? []
          : [
              wrap(
                '',
                `${sayNeeded(by!, direction, needed)}${weeks === null ? '' : `, ${count(weeks, 'week')} at this rate for both arms`}.`,
                ctx.columns,
              ),
            ]),
      ].join('\n'),
      notes,
    };
  },
});
