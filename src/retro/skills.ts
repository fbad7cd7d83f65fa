import { entryUnder, oncePerSessions, sum } from './measures.ts';
import type { Session } from './session.ts';

/** What one session made of a skill. */
export interface SkillUse {
  session: Session;
  fired: number;
  contributed: number;
}

export interface SkillUses {
  name: string;
  fired: number;
  contributed: number;
  uses: SkillUse[];
}

/** A skill of a plugin is called `plugin:name`. */
const plain = (name: string): string => name.slice(name.lastIndexOf(':') + 1);

/** Skills that some sessions used, by name. */
export const skillUses = oncePerSessions((sessions): readonly SkillUses[] => {
  const found = new Map<string, SkillUse[]>();
  for (const session of sessions) {
    for (const { skills } of session.runs) {
      for (const { name, fired, contributed } of skills) {
        if (fired === 0) continue;
        const own = entryUnder(found, plain(name), session, () => ({ session, fired: 0, contributed: 0 }));
        own.fired += fired;
        own.contributed += contributed;
      }
    }
  }
  return [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, uses]) => ({
      name,
      fired: sum(uses, ({ fired }) => fired),
      contributed: sum(uses, ({ contributed }) => contributed),
      uses,
    }));
});
