import type { Digest } from '../digests/digest.ts';
import type { Turn } from '../timeline.ts';
import { copyOf, safeName } from './safe-text.ts';
import type { HeldResult, SessionFold } from './state.ts';

/**
 * Skills that were called by the agent or by a prompt that was answered, and those that were only put into the context. A call contributed if a later call of its turn
 * worked: then the agent went on to do something with it. By name.
 */
export function foldSkills(
  turns: readonly Turn[],
  results: ReadonlyMap<string, HeldResult>,
  seen: SessionFold['seen'],
): Digest['skills'] {
  const skills = new Map<string, { fired: number; contributed: number }>();
  const of = (name: string): { fired: number; contributed: number } => {
    const own = skills.get(safeName(name)) ?? { fired: 0, contributed: 0 };
    skills.set(safeName(name), own);
    return own;
  };
  for (const { what, name } of seen.values()) if (what === 'skill') of(name);
  for (const { prompt, calls, number } of turns) {
    const worked = (from: number): boolean =>
      calls.slice(from).some(({ id, skill }) => skill === undefined && results.get(id)?.error === false);
    if (prompt?.skill !== undefined && number > 0) {
      const own = of(prompt.skill);
      own.fired++;
      if (worked(0)) own.contributed++;
    }
    calls.forEach(({ id, skill }, at) => {
      if (skill === undefined) return;
      const own = of(skill);
      own.fired++;
      if (results.get(id)?.error !== true && worked(at + 1)) own.contributed++;
    });
  }
  return [...skills]
    .map(([name, counts]) => ({ name: copyOf(name), ...counts }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
