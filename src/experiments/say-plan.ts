import { count } from '../lib/count.ts';
import type { Experiment } from './contract.ts';
import { lookSizes } from './decide.ts';

/** What the plan can show, as far as the sessions so far tell. */
export function sayPower({ power, per_arm, looks, target_pct, window_days }: Experiment): string {
  const sizes = lookSizes({ looks, per_arm });
  const planned = `${count(sizes.length, 'look')} planned, at ${sizes.join(', ')} sessions an arm; the window is ${window_days} days.`;
  if (!power || power.detectable_pct === null) return `${planned} Too few sessions so far to say what it can show.`;
  const needs =
    power.needed_per_arm === null ? '' : ` The target of ${target_pct} % needs about ${power.needed_per_arm}.`;
  return `${planned} With ${per_arm} it shows changes of ${power.detectable_pct} % or more in four of five cases.${needs}`;
}

/** What a person does next. */
export function sayNext({ id, bind, treatment }: Experiment): string[] {
  if (bind === 'git')
    return [
      `Next: make the change, and end its commit message with the line "Experiment: ${id}". Then work on; ka exp report ${id} compares.`,
    ];
  if (bind === 'branch') return [`Next: make the change on ${treatment.branch}; ka exp report ${id} compares.`];
  if (bind === 'manual') return [`Next: ka exp tag ${id} --session ID --arm control`];
  if (bind === 'definition') return [`Next: edit the agent\u2019s file and export it; ka exp report ${id} compares.`];
  return [`The hook assigns an arm to each session from now on; ka exp report ${id} compares.`];
}
