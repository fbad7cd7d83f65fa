import { addUnder, oncePerSessions, sum } from './measures.ts';
import type { Session } from './session.ts';

export interface ToolUses {
  name: string;
  calls: number;
  /** Null: of none of them is known how it went. */
  errors: number | null;
  uses: { session: Session; calls: number; errors: number }[];
}

/** Calls of each tool over some sessions, most first. */
export const toolUses = oncePerSessions((sessions): readonly ToolUses[] => {
  const found = new Map<string, { session: Session; calls: number; errors: number | null }[]>();
  for (const session of sessions) {
    const own = new Map<string, { session: Session; calls: number; errors: number | null }>();
    for (const { name, calls, errors } of session.runs.flatMap(({ tools }) => tools)) {
      const known = own.get(name) ?? { session, calls: 0, errors: null };
      const known_errors = errors === null ? known.errors : (known.errors ?? 0) + errors;
      own.set(name, { session, calls: known.calls + calls, errors: known_errors });
    }
    for (const [name, use] of own) {
      addUnder(found, name, use);
    }
  }
  return [...found]
    .map(([name, uses]) => ({
      name,
      calls: sum(uses, ({ calls }) => calls),
      errors: uses.every(({ errors }) => errors === null) ? null : sum(uses, ({ errors }) => errors ?? 0),
      uses: uses.map((use) => ({ ...use, errors: use.errors ?? 0 })),
    }))
    .sort((a, b) => b.calls - a.calls || (a.name < b.name ? -1 : 1));
});
