import { count } from '../lib/count.ts';
import { shownList } from '../lib/shown-list.ts';
import { percent } from '../metrics/summary/format.ts';
import type { Experiment } from './contract.ts';
import type { Plan } from './create.ts';
import { lookSizes, VERDICT_FROM } from './decide.ts';
import type { History } from './history.ts';
import { measureOf, samplesOf } from './measures.ts';
import type { NamedFile } from './named-files.ts';

/** What so many sessions can show: one wording for a plan, a forecast and a report. @param detectable a share */
export const sayShown = (sessions: string, detectable: number): string =>
  `With ${sessions}, a change of ${percent(detectable)} or more shows in four of five cases`;

/** What a change needs. @param pct in percent */
export const sayNeeded = (pct: number, direction: Experiment['direction'], per_arm: number): string =>
  `${pct} % ${direction} needs about ${count(per_arm, 'session')} an arm`;

/** How many sessions there are so far, and why some of them tell nothing; empty where all do. */
export function sayLeftOut(
  { counted, small, other }: History,
  { agent, metric, direction, min_turns }: Pick<Experiment, 'agent' | 'metric' | 'direction' | 'min_turns'>,
): string {
  const measure = measureOf(metric, direction);
  const few = `${small.length} left out: fewer than ${count(min_turns, 'turn')}`;
  const most = Math.max(0, ...small.map(({ turns }) => turns ?? 0));
  // A record tells no turns, and of a session with its subagents little else.
  const alone =
    agent === null
      ? counted.filter((trial) => trial.turns === null && samplesOf([trial], measure).length === 0).length
      : 0;
  const why = [
    ...(other.length === 0
      ? []
      : [
          `${other.length} left out: under another definition than the present one, which is the control, or under none that is known (make the plan before an edit)`,
        ]),
    ...(small.length === 0 ? [] : [most === 0 ? few : `${few} (--min-turns ${most})`]),
    ...(alone === 0 ? [] : [`of ${alone} only the record is known, without this value (ka sessions sync)`]),
  ];
  const all = count(counted.length + small.length + other.length, agent === null ? 'session' : 'run');
  return why.length === 0 ? '' : ` So far ${all}, ${why.join('; ')}.`;
}

/** What the plan can show, as far as the sessions so far tell. */
export function sayPower({ experiment, history, recent }: Pick<Plan, 'experiment' | 'history' | 'recent'>): string {
  const { power, per_arm, looks, target_pct, direction, window_days, bind } = experiment;
  const sizes = lookSizes({ looks, per_arm });
  const reach =
    bind === 'manual' || recent >= per_arm
      ? ''
      : ` The ${window_days} days before held ${recent === 0 ? 'none' : recent} that ${recent > 1 ? 'count' : 'counts'}: at this rate ${per_arm} an arm are out of reach (--days, --per-arm).`;
  const fewer = sizes.length < looks ? ` (of ${looks}: none comes before ${VERDICT_FROM} an arm)` : '';
  const planned = `${count(sizes.length, 'look')} planned${fewer}, at ${sizes.join(', ')} sessions an arm; the window is ${window_days} days.${reach}${sayLeftOut(history, experiment)}`;
  if (!power || power.detectable_pct === null) return `${planned} Too few sessions so far to say what it can show.`;
  const needs =
    power.needed_per_arm === null || target_pct === null
      ? ''
      : `; ${sayNeeded(target_pct, direction, power.needed_per_arm)}`;
  return `${planned} ${sayShown(`${count(per_arm, 'session')} an arm`, power.detectable_pct / 100)}${needs}.`;
}

/** Which commit will count as the treatment: nobody shall learn only from the report that it was another one. */
export function sayTreatment({ id, files }: Experiment): string {
  const first =
    files.length === 0
      ? 'the first commit from now on that changes anything outside .kaizen/, whatever it changes'
      : `the first commit from now on that touches ${files.join(' or ')}`;
  return `the commit whose message has the line "Experiment: ${id}"; without one, the commit given to ka exp start; without that, ${first}`;
}

/** Which files here a name in the hypothesis stands for, where it is not the whole path. */
export const sayMeant = (named: readonly NamedFile[]): string[] =>
  named.flatMap(({ name, meant }) =>
    meant.length === 0 || meant.includes(name) ? [] : [`${name} stands for ${shownList(meant, 3)}.`],
  );

/** Which names in the hypothesis no file here has: a slip would let no commit begin the treatment. */
export const sayMissing = (id: string, named: readonly NamedFile[]): string[] =>
  named
    .filter(({ meant }) => meant.length === 0)
    .map(({ name, near }) => {
      const other = near === null ? '' : ` (${near} is near)`;
      return `no file here is called ${name}${other}: the treatment begins with the commit that adds it, or with one that has the line "Experiment: ${id}"`;
    });

/** What a person does next. */
export function sayNext(experiment: Experiment): string[] {
  const { id, bind, treatment } = experiment;
  if (bind === 'git')
    return [
      `Treatment: ${sayTreatment(experiment)}.`,
      `Next: make the change, and end its commit message with that line. Then work on; ka exp report ${id} compares.`,
    ];
  if (bind === 'branch') return [`Next: make the change on ${treatment.branch}; ka exp report ${id} compares.`];
  if (bind === 'manual') return [`Next: ka exp tag ${id} --session ID --arm control`];
  if (bind === 'definition') return [`Next: edit the agent\u2019s file and export it; ka exp report ${id} compares.`];
  return [`The hook assigns an arm to each session from now on; ka exp report ${id} compares.`];
}
