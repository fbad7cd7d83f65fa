import { entryUnder, oncePerSessions, sum } from './measures.ts';
import type { Session } from './session.ts';

/** What one session made of a tool. */
export interface ToolUse {
  session: Session;
  calls: number;
  errors: number;
}

export interface ToolUses {
  name: string;
  calls: number;
  /** Null: of none of them is known how it went. */
  errors: number | null;
  uses: readonly ToolUse[];
}

/** Tools that are given command lines, by the names that coding tools have for them. */
const SHELLS =
  /^(bash|powershell|(local_|developer__)?shell|exec(_command)?|run_(shell|terminal)_(command|cmd)(_v\d+)?|run_in_terminal)$/i;

/** What is left of a tool's uses without those commands; all of it where it is no shell. */
export const withoutCommands = ({ name, uses }: ToolUses, sigs: ReadonlySet<string>): readonly ToolUse[] =>
  sigs.size === 0 || !SHELLS.test(name)
    ? uses
    : uses.map(({ session, ...left }) => {
        for (const { commands } of session.runs) {
          for (const { sig, runs, errors } of commands) {
            if (!sigs.has(sig)) continue;
            left.calls -= runs;
            left.errors -= errors ?? 0;
          }
        }
        return { session, calls: Math.max(0, left.calls), errors: Math.max(0, left.errors) };
      });

/** Calls of each tool over some sessions, most first. */
export const toolUses = oncePerSessions((sessions): readonly ToolUses[] => {
  const found = new Map<string, ToolUse[]>();
  const told = new Set<string>();
  for (const session of sessions) {
    for (const { tools } of session.runs) {
      for (const { name, calls, errors } of tools) {
        const own = entryUnder(found, name, session, () => ({ session, calls: 0, errors: 0 }));
        own.calls += calls;
        own.errors += errors ?? 0;
        if (errors !== null) told.add(name);
      }
    }
  }
  return [...found]
    .map(([name, uses]) => ({
      name,
      calls: sum(uses, ({ calls }) => calls),
      errors: told.has(name) ? sum(uses, ({ errors }) => errors) : null,
      uses,
    }))
    .sort((a, b) => b.calls - a.calls || (a.name < b.name ? -1 : 1));
});
