import { medianInterval } from '../../../stats/median-interval.ts';
import type { ManagedRecord } from '../../contract.ts';
import type { Everything, Question, Section, View } from '../contract.ts';

const title = ({ fields }: ManagedRecord): string => String(fields.title ?? fields.summary ?? '');
const percent = (share: number): string => `${share > 0 ? '+' : ''}${(share * 100).toFixed(1)} %`;

/** A proposal with what is known of its effect. */
interface Ranked {
  proposal: ManagedRecord;
  /** Share by which the candidate is better than the baseline, in the metric's own direction. */
  gain: number;
  n: number | null;
  interval: [number, number] | null;
}

/** Scores of single cases that were measured; what a model judged is another matter. */
const measured = (all: Everything, { id }: ManagedRecord): number[] =>
  all
    .of('score')
    .filter(
      ({ fields }) =>
        fields.proposal === id && fields.source === 'deterministic' && typeof fields.value_num === 'number',
    )
    .map(({ fields }) => fields.value_num as number);

function rank(all: Everything, proposal: ManagedRecord): Ranked | null {
  const { baseline, candidate, direction, n } = proposal.fields;
  if (typeof baseline !== 'number' || typeof candidate !== 'number' || baseline === 0) return null;
  const sign = direction === 'min' ? -1 : 1;
  const gainOf = (value: number): number => (sign * (value - baseline)) / Math.abs(baseline);
  const scores = measured(all, proposal).map(gainOf);
  return {
    proposal,
    gain: gainOf(candidate),
    n: scores.length > 0 ? scores.length : typeof n === 'number' ? n : null,
    interval: scores.length > 0 ? medianInterval(scores) : null,
  };
}

const byGain = (a: Ranked, b: Ranked): number => b.gain - a.gain || (a.proposal.id < b.proposal.id ? -1 : 1);

function judgedBy(all: Everything, source: string): Section {
  const scores = all.of('score').filter(({ fields }) => fields.source === source && fields.proposal !== undefined);
  return {
    title: `Scores given by a ${source}`,
    columns: ['proposal', 'name', 'value', 'comment'],
    rows: scores.map(({ fields }) => [
      String(fields.proposal),
      String(fields.name),
      String(fields.value),
      String(fields.comment ?? ''),
    ]),
    none: '',
  };
}

/** Proposals ranked within each metric by relative gain; what is not measured stands apart, and so does opinion. */
export const lab: View = {
  title: 'Improvement lab',
  about: 'proposals ranked within each metric by their gain, with n and an interval (--contract)',
  sections(all, { contract }: Question): Section[] {
    const open = all
      .of('proposal')
      .filter(({ fields }) => fields.status !== 'rejected' && (contract === undefined || fields.contract === contract));
    const ranked = open.flatMap((proposal) => rank(all, proposal) ?? []);
    const metrics = [...new Set(ranked.map(({ proposal }) => String(proposal.fields.metric ?? '-')))].sort();
    const unmeasured = open.filter((proposal) => !ranked.some((one) => one.proposal === proposal));
    return [
      ...metrics.map((metric) => ({
        title: `Metric ${metric}`,
        columns: ['proposal', 'contract', 'gain', 'n', '95 % interval', 'title'],
        rows: ranked
          .filter(({ proposal }) => String(proposal.fields.metric ?? '-') === metric)
          .sort(byGain)
          .map(({ proposal, gain, n, interval }) => [
            proposal.id,
            String(proposal.fields.contract),
            percent(gain),
            n === null ? '-' : String(n),
            interval ? interval.map(percent).join(' to ') : '-',
            title(proposal),
          ]),
        none: '',
      })),
      {
        title: 'Not measured',
        columns: ['proposal', 'contract', 'metric', 'title'],
        rows: unmeasured.map((proposal) => [
          proposal.id,
          String(proposal.fields.contract),
          String(proposal.fields.metric ?? '-'),
          title(proposal),
        ]),
        none: open.length === 0 ? 'Nothing is proposed.' : '',
      },
      judgedBy(all, 'human'),
      judgedBy(all, 'model'),
    ];
  },
};

/** What to improve on: the cases of a contract with their last run, lessons, and what goes wrong at present. */
export const labCases: View = {
  title: 'Cases to improve on',
  about: 'the eval cases of a contract with their last run, learned lessons, open gotchas (--contract)',
  sections(all, { contract }) {
    const lastRun = new Map(all.of('eval-run').map((run) => [run.fields.case, run]));
    const active = (kind: string): ManagedRecord[] =>
      all
        .of(kind)
        .filter(({ fields }) => fields.status === 'active')
        .reverse();
    const cases = active('eval-case').filter(({ fields }) => contract === undefined || fields.contract === contract);
    return [
      {
        title: 'Cases',
        columns: ['case', 'category', 'last run', 'command', 'title'],
        rows: cases.map((one) => [
          one.id,
          String(one.fields.category),
          String(lastRun.get(one.id)?.fields.status ?? 'never run'),
          String(one.fields.command ?? '-'),
          title(one),
        ]),
        none: 'There is no case of it.',
      },
      {
        title: 'Learned',
        columns: ['lesson', 'title'],
        rows: active('learned').map((one) => [one.id, title(one)]),
        none: 'None.',
      },
      {
        title: 'Gotchas',
        columns: ['gotcha', 'title'],
        rows: active('gotcha').map((one) => [one.id, title(one)]),
        none: 'None.',
      },
    ];
  },
};
