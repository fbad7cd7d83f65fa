import type { Trial } from './contract.ts';

/** How few turns a session may have: a run of an agent is one task, a session with a single turn often none. */
export const leastTurns = (agent: string | undefined): number => (agent === undefined ? 2 : 1);

/** The trials so far that an experiment would count, were they in its window: what it can show is told from these alone. */
export const countedTrials = (trials: readonly Trial[], agent: string | undefined, min_turns: number): Trial[] =>
  trials.filter(
    (trial) =>
      !trial.running &&
      (agent === undefined ? !trial.below : trial.agent === agent) &&
      (trial.turns === null || trial.turns >= min_turns),
  );
