import { canonicalJson } from '../../lib/canonical.ts';
import type { Digest } from './digest.ts';

/** What the transcript itself tells: the rest is filled in by those who know better. */
const told = ({
  agent: _agent,
  agent_by: _by,
  git: _git,
  definition: _definition,
  arms: _arms,
  ...rest
}: Digest): string => canonicalJson(rest);

/**
 * Which of two readings of one session knows more: by its end, by how much was read, by which rules, and by how many
 * replies are known to be another session's: a correction makes the numbers smaller, and must count all the same (adr/0016).
 */
const byKnowledge = (a: Digest, b: Digest): number =>
  (a.ended === b.ended ? 0 : (a.ended ?? '') > (b.ended ?? '') ? -1 : 1) ||
  b.source.lines - a.source.lines ||
  b.source.version - a.source.version ||
  b.replayed.replies - a.replayed.replies;

const byText = (a: string, b: string): number => (a === b ? 0 : a > b ? -1 : 1);

const BOUND = { run: 0, hook: 1, stated: 2, time: 3 } as const;
const NAMED = { run: 0, hook: 1, caller: 2, harness: 3 } as const;
const boundBy = ({ git }: Digest): number => BOUND[git.bound_by ?? 'stated'];

/**
 * The one digest that lines of one id make, in any order with the same result (design.md 3.1): the greatest wins, and what
 * it does not know of git, definition and arms the others fill in.
 *
 * @param lines at least one
 */
export function foldDigests(lines: readonly Digest[]): Digest {
  if (lines.length === 1) return lines[0]!;
  const sorted = [...lines].sort(
    (a, b) => byKnowledge(a, b) || byText(told(a), told(b)) || byText(canonicalJson(a), canonicalJson(b)),
  );
  const binding = [...lines].sort(
    (a, b) => byKnowledge(a, b) || boundBy(a) - boundBy(b) || byText(canonicalJson(a), canonicalJson(b)),
  );
  const best = sorted[0]!;
  const naming = [...lines].sort(
    (a, b) => NAMED[a.agent_by] - NAMED[b.agent_by] || byKnowledge(a, b) || byText(canonicalJson(a), canonicalJson(b)),
  );
  const { agent, agent_by } = naming[0]!;
  const git = binding.find((line) => line.git.start !== null || line.git.end !== null)?.git ?? best.git;
  return {
    ...best,
    agent,
    agent_by,
    definition: binding.find(({ definition }) => definition !== null)?.definition ?? null,
    git: { ...git, branch: git.branch ?? binding.find((line) => line.git.branch !== null)?.git.branch ?? null },
    arms: Object.assign({}, ...binding.reverse().map(({ arms }) => arms)),
  };
}
