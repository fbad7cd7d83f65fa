import { sha256 } from '../lib/sha256.ts';
import type { ArmName, Injection } from './contract.ts';
import { ofAgent, type RunningExperiment } from './running.ts';

/** The arm by chance that anybody can check: the first bit of a hash of experiment and unit. */
export const armOf = (experiment: string, unit: string): ArmName =>
  Number.parseInt(sha256(`${experiment}\n${unit}`).slice(0, 2), 16) % 2 === 0 ? 'control' : 'treatment';

/**
 * The arms of a run that begins, by experiment. An experiment on whole sessions gives a session and its subagents one arm, one on
 * an agent gives each of its runs one.
 *
 * @param session the harness's
 * @param run `<session>` or `<session>/<agent_id>`
 * @param now ISO 8601; once the window is over nobody gets an arm
 */
export function assignArms(
  running: readonly RunningExperiment[],
  agent: string,
  session: string,
  run: string,
  now: string,
): Record<string, ArmName> {
  const open = ofAgent(running, agent).filter(({ alternate }) => alternate !== null && now < alternate.until);
  return Object.fromEntries(open.map((one) => [one.id, armOf(one.id, one.agent === null ? session : run)]));
}

/** What the arms of a run hand over: one that wants no brief prevails, texts stand one below the other. */
export function injectionOf(
  running: readonly RunningExperiment[],
  arms: Readonly<Record<string, string>>,
): { brief: boolean; text: string } {
  const given = running
    .map(({ id, alternate }): Injection | undefined => {
      const arm = arms[id];
      return arm === 'control' || arm === 'treatment' ? alternate?.arms[arm] : undefined;
    })
    .filter((one) => one !== undefined);
  return {
    brief: given.every(({ brief }) => brief),
    text: given
      .map(({ text }) => text?.trim() ?? '')
      .filter(Boolean)
      .join('\n\n'),
  };
}
