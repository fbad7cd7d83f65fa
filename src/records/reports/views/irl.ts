import { brier, brierSkill, type Judged, reliability } from '../../../stats/brier.ts';
import { wilson95 } from '../../../stats/wilson.ts';
import type { ManagedRecord } from '../../contract.ts';
import { isOverdue, results } from '../../overview/overdue.ts';
import type { Everything, Question, Section, View } from '../contract.ts';
import { isIn } from '../period.ts';

/** A forecast with the newest outcome that settles it. */
interface Settled {
  forecast: ManagedRecord;
  outcome: ManagedRecord | undefined;
}

const number = (value: number | null): string => (value === null ? '-' : String(Number(value.toFixed(4))));
const text = ({ fields }: ManagedRecord): string => String(fields.summary ?? '');
const day = (value: unknown): string => String(value ?? '-').slice(0, 10);

/** @param question.task also the id of a review */
function settle(all: Everything, { period, review, task }: Question): Settled[] {
  const outcomes = results(all);
  return all
    .of('forecast')
    .filter(({ created }) => isIn(period, created))
    .filter(
      ({ fields }) =>
        (review === undefined || fields.review === review) && (task === undefined || fields.task === task),
    )
    .map((forecast) => ({ forecast, outcome: outcomes.get(forecast.id) }));
}

const pairsOf = (settled: readonly Settled[]): Judged[] =>
  settled.flatMap(({ forecast, outcome }) =>
    outcome ? [{ p: forecast.fields.probability as number, outcome: outcome.fields.result as number }] : [],
  );

/** One line of the calibration: of all, of one agent, of one tag. */
function line(name: string, settled: readonly Settled[], now: string): string[] {
  const pairs = pairsOf(settled);
  const overdue = settled.filter((one) => isOverdue(one.forecast, one.outcome, now)).length;
  if (pairs.length === 0) return [name, String(settled.length), '0', String(overdue), '-', '-', '-'];
  const { reference, skill } = brierSkill(pairs);
  return [
    name,
    String(settled.length),
    String(pairs.length),
    String(overdue),
    number(brier(pairs)),
    number(reference),
    number(skill),
  ];
}

function groups(settled: readonly Settled[], of: (record: ManagedRecord) => readonly string[]): [string, Settled[]][] {
  const found = new Map<string, Settled[]>();
  for (const one of settled) for (const name of of(one.forecast)) found.set(name, [...(found.get(name) ?? []), one]);
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1));
}

function bins(pairs: readonly Judged[]): string[][] {
  return reliability(pairs).map(({ from, to, n, stated, observed }) => {
    const whole = pairs.every(({ outcome }) => outcome === 0 || outcome === 1);
    const interval = whole
      ? wilson95(Math.round(observed * n), n)
          .map((end) => end.toFixed(2))
          .join(' to ')
      : '-';
    return [`${from.toFixed(1)} to ${to.toFixed(1)}`, String(n), stated.toFixed(2), observed.toFixed(2), interval];
  });
}

/** Predictions against what came out: how well they were calibrated, and which are overdue. */
export const irl: View = {
  title: 'Predictions and reality',
  about: 'predictions against what came out: Brier score, skill, reliability, what is overdue',
  sections(all, question): Section[] {
    const settled = settle(all, question);
    const now = question.now;
    const lists = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
    const agents = groups(settled, ({ fields }) =>
      fields.agent === undefined ? [] : [`agent ${String(fields.agent)}`],
    );
    const tags = groups(settled, ({ fields }) => lists(fields.tags).map((tag) => `tag ${tag}`));
    const reviews = new Set(settled.map(({ forecast }) => forecast.fields.review));
    const corrections = all
      .of('correction')
      .filter(
        ({ fields }) => settled.some(({ forecast }) => forecast.id === fields.forecast) || reviews.has(fields.review),
      );
    return [
      {
        title: 'Calibration',
        columns: ['of', 'forecasts', 'judged', 'overdue', 'Brier', 'base rate', 'skill'],
        rows:
          settled.length === 0
            ? []
            : [line('all', settled, now), ...[...agents, ...tags].map(([name, some]) => line(name, some, now))],
        none: 'Nothing was predicted.',
      },
      {
        title: 'Reliability',
        columns: ['stated', 'n', 'mean stated', 'came true', '95 % interval'],
        rows: bins(pairsOf(settled)),
        none: 'No prediction was judged.',
      },
      {
        title: 'Overdue',
        columns: ['forecast', 'due', 'probability', 'claim'],
        rows: settled
          .filter((one) => isOverdue(one.forecast, one.outcome, now))
          .map(({ forecast }) => [
            forecast.id,
            day(forecast.fields.due),
            String(forecast.fields.probability),
            text(forecast),
          ]),
        none: 'None.',
      },
      {
        title: 'Judged',
        columns: ['forecast', 'probability', 'result', 'claim', 'outcome'],
        rows: settled.flatMap(({ forecast, outcome }) =>
          outcome
            ? [
                [
                  forecast.id,
                  String(forecast.fields.probability),
                  String(outcome.fields.result),
                  text(forecast),
                  text(outcome),
                ],
              ]
            : [],
        ),
        none: 'None.',
      },
      {
        title: 'Corrections',
        columns: ['correction', 'forecast', 'text'],
        rows: corrections.map((one) => [one.id, String(one.fields.forecast ?? one.fields.review ?? '-'), text(one)]),
        none: 'None.',
      },
    ];
  },
};
