import type { Conclusion, Experiment } from './contract.ts';
import { measureOf } from './measures.ts';
import { changeText } from './plot.ts';
import type { Report } from './report.ts';

const percent = (share: number): number => Number((share * 100).toPrecision(3));

/** The verdict as it is kept. */
export function conclusionOf({ verdict, effect, arms }: Report): Conclusion {
  return {
    verdict,
    change_pct: effect === null ? null : percent(effect.change),
    interval_pct: effect?.interval ? [percent(effect.interval[0]), percent(effect.interval[1])] : null,
    n: [arms.control.n, arms.treatment.n],
  };
}

/** Where an agent's memory keeps it. */
export const sectionOf = ({ verdict }: Conclusion): string =>
  verdict === 'met' || verdict === 'improved' ? 'What works' : verdict === 'regressed' ? 'What fails' : 'Notes';

/** One line for the agent: what was tried, and what came of it. */
export function lessonOf({ hypothesis, id, metric, direction, learned }: Experiment, conclusion: Conclusion): string {
  const { verdict, change_pct, interval_pct, n } = conclusion;
  const change =
    change_pct === null
      ? ''
      : `, ${measureOf(metric, direction).label} ${changeText(change_pct / 100)}${
          interval_pct === null
            ? ''
            : ` (95 % interval ${interval_pct.map((one) => changeText(one / 100)).join(' to ')})`
        }`;
  return `Experiment "${hypothesis}": ${verdict}${change}, n ${n[0]} and ${n[1]}${learned === null ? '' : `; ${learned}`} (${id})`;
}
