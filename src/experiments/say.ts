import { count } from '../lib/count.ts';
import { wrap } from '../lib/wrap.ts';
import { interval95 } from '../metrics/optimizer/say.ts';
import { percent } from '../metrics/summary/format.ts';
import type { ArmSummary } from './arm-summary.ts';
import { REASONS } from './bind.ts';
import type { Experiment } from './contract.ts';
import { DIRECTION_FROM, VERDICT_FROM } from './decide.ts';
import { type Measure, measureOf } from './measures.ts';
import { changeText, plotArms, plotEffect } from './plot.ts';
import type { Report } from './report.ts';
import { sayShown, sayTreatment } from './say-plan.ts';

/** `tokens per session, less by 20 %`. */
export const sayGoal = ({ metric, direction, target_pct, agent }: Experiment): string =>
  `${measureOf(metric, direction).label}${agent === null ? '' : ` of ${agent}`}, ${direction}${target_pct === null ? '' : ` by ${target_pct} %`}`;

const middleOf = ({ median, mean }: ArmSummary, { scale, say }: Measure): string => {
  const value = scale === 'share' ? mean : median;
  return value === null ? '-' : say(value);
};

function armLine(name: string, arm: ArmSummary, measure: Measure): string {
  const unknown = arm.sessions - arm.n;
  const interval = arm.interval ? ` (${interval95(arm.interval, measure.say)})` : '';
  const word = measure.scale === 'share' ? 'rate' : 'median';
  const missing = unknown > 0 && !measure.samples ? `, ${unknown} without a value` : '';
  return `${name}: n ${arm.n}${missing}; ${word} ${middleOf(arm, measure)}${interval}`;
}

/** How the verdict came about. */
export function sayVerdict({
  verdict,
  decision,
  arms,
  confounders,
  experiment,
  window,
  treatment,
  begun,
  needed,
}: Report): string {
  const [m, n] = [arms.control.n, arms.treatment.n];
  if (verdict === 'confounded') return `confounded: ${confounders.join('; ')} changed too, so no verdict`;
  const planned = `of ${decision.sizes.length}`;
  const last = decision.taken.at(-1);
  if (verdict !== 'undecided')
    return `${verdict}, at look ${decision.taken.length} ${planned} (n ${last!.control} and ${last!.treatment})`;
  if (experiment.bind === 'git' && treatment === null) return 'undecided: the treatment has not begun';
  if (n === 0 && begun === null) return 'undecided: no session of the treatment yet';
  const least = Math.min(m, n);
  const more =
    needed && needed.more > 0
      ? `; about ${count(needed.more, 'more session')} an arm would show ${experiment.target_pct === null ? 'the change seen so far' : 'the target'}`
      : '';
  if (least < VERDICT_FROM) {
    const direction = least >= DIRECTION_FROM ? ', so far only a direction' : '';
    return `undecided: n ${m} and ${n}${direction}; a verdict needs ${VERDICT_FROM} an arm${more}`;
  }
  const next = decision.sizes.slice(0, -1).find((size) => size > least);
  const end = `the last at the end${window.closes === null ? '' : ` (${window.closes.slice(0, 10)})`}, or with ka exp conclude`;
  const coming = window.closed ? '' : `; ${next === undefined ? end : `the next at ${next} an arm`}`;
  return `undecided after ${count(decision.taken.length, 'look')} ${planned}${coming}${more}`;
}

export const sayRegistration = ({ registration }: Report): string => {
  const { state, commit, why } = registration;
  const at = commit === null ? '' : ` (${commit.slice(0, 10)})`;
  return `${state}${state === 'pre-registered' ? at : why === null ? '' : `: ${why}`}`;
};

const FOUND: Readonly<Record<string, string>> = {
  trailer: 'its trailer',
  start: 'ka exp start',
  file: 'the first that touches a file of the hypothesis',
  first: 'the first after the control that changes anything outside .kaizen/, whatever it changes',
};

export function sayBinding({ experiment, treatment, begun }: Report): string {
  const { bind, control, treatment: side } = experiment;
  const commit = (hash: string | null | undefined): string => hash?.slice(0, 10) ?? '?';
  if (bind === 'git') {
    if (treatment === null) return `control ${commit(control.commit)}; no treatment yet: ${sayTreatment(experiment)}`;
    // Nobody said that this one is the change.
    const unsaid =
      treatment.by === 'first'
        ? `; no commit has the line "Experiment: ${experiment.id}", and the hypothesis names no file: if another one makes the change, ka exp start ${experiment.id} --commit COMMIT`
        : '';
    return `control ${commit(control.commit)}, treatment ${commit(treatment.commit)} of ${begun?.slice(0, 10)} (${FOUND[treatment.by]})${unsaid}`;
  }
  if (bind === 'branch') return `branch ${control.branch} against ${side.branch}`;
  if (bind === 'definition')
    return `definition ${commit(control.definition)} against ${side.definition === null ? 'any later one' : commit(side.definition)}`;
  return bind === 'alternate' ? 'arms alternate, assigned by the hook' : 'tagged by hand: ka exp tag';
}

/** The whole report for a terminal, or, with a wide `columns`, for Markdown. */
export function sayReport(report: Report, columns: number): string {
  const { experiment, arms, effect, difference, detectable, clusters, excluded, guardrails } = report;
  const measure = measureOf(experiment.metric, experiment.direction);
  const line = (text: string): string => wrap('  ', text, columns);
  const lines = [
    wrap('', `${experiment.id}: ${experiment.hypothesis}`, columns),
    wrap('', `${experiment.status}, ${sayGoal(experiment)}; ${sayRegistration(report)}`, columns),
    wrap('', sayBinding(report), columns),
    '',
    line(armLine('control', arms.control, measure)),
    line(armLine('treatment', arms.treatment, measure)),
    ...(measure.scale === 'share' ? [] : plotArms(report, columns)),
  ];
  if (effect) {
    const how = {
      ratio: 'ratio',
      'ratio + 1': 'ratio of values + 1',
      difference: 'difference',
      rates: 'difference of rates',
    };
    const name = measure.scale === 'share' ? 'Newcombe' : 'Hodges-Lehmann';
    lines.push(
      '',
      line(
        `effect ${changeText(effect.change)} (${interval95(effect.interval, changeText)}; ${name}, ${how[effect.scale]})`,
      ),
      ...plotEffect(report, columns),
    );
  }
  if (difference) {
    const signed = (value: number): string => (value < 0 ? `-${measure.say(-value)}` : `+${measure.say(value)}`);
    lines.push(
      line(
        `difference of the medians ${signed(difference.value)} (${interval95(difference.interval, signed)}; bootstrap, ${difference.resamples} resamples seeded from the values)`,
      ),
    );
  }
  if (detectable !== null)
    lines.push(
      line(
        `${sayShown('these sessions', detectable)}; verdicts need ${percent(0.1)} and an interval that leaves out no change`,
      ),
    );
  if (clusters?.intraclass != null && clusters.p !== null && clusters.p < 0.05) {
    const [m, n] = clusters.effective.map(Math.round);
    lines.push(
      line(
        `sessions of one day are alike (${percent(clusters.intraclass)} of the scatter lies between days): they tell as much as ${m} and ${n} independent ones`,
      ),
    );
  }
  lines.push('', wrap('', `Verdict: ${sayVerdict(report)}.`, columns));
  if (report.unbalanced)
    lines.push(line('the arms are more unequal than chance allows: something keeps sessions from one of them'));
  if (report.capped) lines.push(line('only the newest 1,000 values of an arm enter'));
  const known = guardrails.filter(({ change }) => change !== null);
  if (known.length > 0) lines.push('', 'Guardrails:', ...known.map((one) => line(sayGuardrail(one))));
  if (excluded.length > 0)
    lines.push('', 'Left out:', ...excluded.map(({ reason, n }) => line(`${n} ${reason}: ${REASONS[reason]}`)));
  return lines.join('\n');
}

function sayGuardrail({ label, change, interval, n, violated, p }: Report['guardrails'][number]): string {
  const word = violated ? 'WORSE' : p === null ? 'too few for a verdict' : 'no harm found';
  return `${label}: ${changeText(change!)} (${interval95(interval, changeText)}; n ${n[0]} and ${n[1]}); ${word}`;
}
