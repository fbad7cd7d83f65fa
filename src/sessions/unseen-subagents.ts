import { startsSubagent } from '../harnesses/starters.ts';
import type { Digest } from './digests/digest.ts';

/**
 * How many calls of an outermost session started a subagent where no transcript of one is known; 0 where one is: a
 * subagent may be called more than once.
 *
 * @param below all subagents below it
 */
export function unseenSubagents({ harness, parent, tools }: Digest, below: readonly Digest[]): number {
  if (parent !== null || below.length > 0) return 0;
  const starting = tools.filter(({ name }) => startsSubagent(harness, name));
  return starting.reduce((sum, { calls, errors }) => sum + calls - (errors ?? 0), 0);
}
