import type { Trial } from './contract.ts';

/** The trials so far, as an experiment would take them: what it can show is told from these alone. */
export interface History {
  /** Those that it would count, were they in its window. */
  counted: Trial[];
  /** Those that it leaves out for their few turns. */
  small: Trial[];
  /** Those under another definition than the one that is the control. */
  other: Trial[];
}

/** How few turns a session may have: a run of an agent is one task, a session with a single turn often none. */
export const leastTurns = (agent: string | null): number => (agent === null ? 2 : 1);

/**
 * @param agent null: whole sessions
 * @param definition only runs under this one count; null: under any
 * @param since ISO 8601; null: all that there are
 * @param until ISO 8601: those that began then or later are left out
 */
export function historyOf(
  trials: readonly Trial[],
  {
    agent,
    definition = null,
    min_turns,
    since,
    until,
  }: { agent: string | null; definition?: string | null; min_turns: number; since: string | null; until: string },
): History {
  const own = trials.filter(
    ({ running, below, agent: of, started }) =>
      !running &&
      (agent === null ? !below : of === agent) &&
      started !== null &&
      (since === null || started >= since) &&
      started < until,
  );
  const isSmall = ({ turns }: Trial): boolean => turns !== null && turns < min_turns;
  const fits = (trial: Trial): boolean => definition === null || trial.definition === definition;
  return {
    counted: own.filter((trial) => fits(trial) && !isSmall(trial)),
    small: own.filter((trial) => fits(trial) && isSmall(trial)),
    other: own.filter((trial) => !fits(trial)),
  };
}
