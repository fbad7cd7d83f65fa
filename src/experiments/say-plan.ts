import { count } from '../lib/count.ts';
import { percent } from '../metrics/summary/format.ts';
import type { Experiment } from './contract.ts';
import { lookSizes } from './decide.ts';

/** What so many sessions can show: one wording for a plan, a forecast and a report. @param detectable a share */
export const sayShown = (sessions: string, detectable: number): string =>
  `With ${sessions}, a change of ${percent(detectable)} or more shows in four of five cases`;

/** What a change needs. @param pct in percent */
export const sayNeeded = (pct: number, direction: Experiment['direction'], per_arm: number): string =>
  `${pct} % ${direction} needs about ${count(per_arm, 'session')} an arm`;

/** What the plan can show, as far as the sessions so far tell. */
export function sayPower({ power, per_arm, looks, target_pct, direction, window_days }: Experiment): string {
  const sizes = lookSizes({ looks, per_arm });
  const planned = `${count(sizes.length, 'look')} planned, at ${sizes.join(', ')} sessions an arm; the window is ${window_days} days.`;
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
