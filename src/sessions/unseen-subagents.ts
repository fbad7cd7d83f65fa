import type { HarnessName } from '../harnesses/transcripts.ts';
import type { Digest } from './digests/digest.ts';

/** The tools that start a subagent with a transcript of its own, as their harnesses call them. */
const STARTERS: Partial<Record<HarnessName, readonly string[]>> = {
  claude: ['Task', 'Agent'],
  codex: ['spawn_agent'],
  gemini: ['invoke_agent', 'delegate_to_agent'],
};

/**
 * How many calls of an outermost session started a subagent where no transcript of one is known; 0 where one is: a
 * subagent may be called more than once.
 *
 * @param below all subagents below it
 */
export function unseenSubagents({ harness, parent, tools }: Digest, below: readonly Digest[]): number {
  if (parent !== null || below.length > 0) return 0;
  const starting = tools.filter(({ name }) => STARTERS[harness]?.includes(name));
  return starting.reduce((sum, { calls, errors }) => sum + calls - (errors ?? 0), 0);
}
