import { setBlock } from '../store/docs/block.ts';
import { REASONS } from './bind.ts';
import { measureOf } from './measures.ts';
import { changeText } from './plot.ts';
import type { Report } from './report.ts';
import { sayBinding, sayGoal, sayRegistration, sayVerdict } from './say.ts';

const STYLE = { open: '<!-- ka:report (kept by ka exp report --write) -->', close: '<!-- ka:report:end -->' };

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const row = (...cells: string[]): string => `| ${cells.map(cell).join(' | ')} |`;

const range = (interval: readonly [number, number] | null, say: (value: number) => string): string =>
  interval === null ? '-' : `${say(interval[0])} to ${say(interval[1])}`;

/** The report as Markdown lines. @param picture the picture's file beside the document */
function reportLines(report: Report, picture: string | null): string[] {
  const { experiment, arms, effect, guardrails, excluded, as_of } = report;
  const measure = measureOf(experiment.metric, experiment.direction);
  const share = measure.scale === 'share';
  const middle = (arm: Report['arms']['control']): string => {
    const value = share ? arm.mean : arm.median;
    return value === null ? '-' : measure.say(value);
  };
  return [
    '## Report',
    '',
    `**${sayVerdict(report)}.** ${sayGoal(experiment)}; ${sayRegistration(report)}; ${sayBinding(report)}; sessions until ${as_of?.slice(0, 10) ?? '-'}.`,
    '',
    ...(picture === null ? [] : [`![Effect on ${measure.label}](${picture})`, '']),
    row('arm', 'n', share ? 'rate' : 'median', '95 % interval'),
    '|---|---|---|---|',
    ...(['control', 'treatment'] as const).map((name) =>
      row(name, String(arms[name].n), middle(arms[name]), range(arms[name].interval, measure.say)),
    ),
    '',
    ...(effect
      ? [`Effect ${changeText(effect.change)}, 95 % interval ${range(effect.interval, changeText)}.`, '']
      : []),
    row('guardrail', 'change', '95 % interval', ''),
    '|---|---|---|---|',
    ...guardrails.map(({ label, change, interval, violated }) =>
      row(label, change === null ? '-' : changeText(change), range(interval, changeText), violated ? 'worse' : ''),
    ),
    ...(excluded.length > 0
      ? ['', 'Left out:', '', ...excluded.map(({ reason, n }) => `- ${n} ${reason}: ${REASONS[reason]}`)]
      : []),
  ];
}

/** The document with the report as a block of it; everything else stays to the byte. */
export const withReport = (text: string, report: Report, picture: string | null): string =>
  setBlock(text, reportLines(report, picture), STYLE);
