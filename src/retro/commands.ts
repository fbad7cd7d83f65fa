import { entryUnder, largest, oncePerSessions, sum } from './measures.ts';
import type { Session } from './session.ts';

export const IN_ONE = 3;
export const IN_ALL = 6;
export const SESSIONS = 3;
export const SHARE = 0.3;

/** A command that fails in a loop, where it does. */
export interface FailingCommand {
  sig: string;
  /** Sessions in which it failed. */
  failing: readonly { session: Session; runs: number; errors: number }[];
  runs: number;
  errors: number;
  /** Most failures in one session. */
  worst: number;
}

/** The commands that failed often in some sessions, by name, and all of which is known how they went. */
export const failingCommands = oncePerSessions(
  (sessions): { found: readonly FailingCommand[]; looked: ReadonlySet<string> } => {
    const bySig = new Map<string, { session: Session; runs: number; errors: number }[]>();
    const looked = new Set<string>();
    for (const session of sessions) {
      for (const { commands } of session.runs) {
        for (const { sig, runs, errors } of commands) {
          if (errors === null) continue;
          looked.add(sig);
          // Where it never failed nothing is asked; with subagents it may have failed in another run.
          if (errors === 0 && session.runs.length === 1) continue;
          const own = entryUnder(bySig, sig, session, () => ({ session, runs: 0, errors: 0 }));
          own.runs += runs;
          own.errors += errors;
        }
      }
    }
    const found = [...bySig]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([sig, uses]): FailingCommand[] => {
        const failing = uses.filter(({ errors }) => errors > 0);
        const errors = sum(failing, (use) => use.errors);
        const runs = sum(failing, (use) => use.runs);
        const worst = largest(failing, (use) => use.errors);
        const often = worst >= IN_ONE || (errors >= IN_ALL && failing.length >= SESSIONS);
        return often && errors >= SHARE * runs ? [{ sig, failing, runs, errors, worst }] : [];
      });
    return { found, looked };
  },
);
