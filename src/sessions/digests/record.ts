import type { ExecutionRecord } from '../../metrics/contract.ts';
import type { Digest, DigestModel } from './digest.ts';

const sizeOf = ({ tokens }: DigestModel): number =>
  (tokens.input ?? 0) + (tokens.output ?? 0) + (tokens.cache_read ?? 0) + (tokens.cache_write ?? 0);

/** The model that did most of the work, by tokens; ties by name. */
export function mainModel(models: readonly DigestModel[]): string | null {
  const named = models.filter(({ model }) => model !== null);
  return named.sort((a, b) => sizeOf(b) - sizeOf(a) || (a.model! < b.model! ? -1 : 1))[0]?.model ?? null;
}

/** Where a session's cost comes from: the one source of all its models, the table before the config before a report. */
export function priceOf({ models }: Digest): string | null {
  const prices = models.map(({ price }) => price);
  if (prices.length === 0) return null;
  if (prices.includes('unpriced')) return 'unpriced';
  return prices.find((price) => price.startsWith('table:')) ?? prices.find((price) => price === 'config') ?? prices[0]!;
}

/** Whether a session is an execution: a subagent's run, or one in which a model was called. */
export const isExecution = (digest: Digest): boolean =>
  digest.started !== null &&
  (digest.parent !== null || digest.models.length > 0 || digest.tool_calls > 0 || digest.status === 'failed');

/**
 * The execution record that follows from a digest (design.md 3.1), as the hook's would. Success is not guessed: false if
 * the run ended in an API error, else unknown.
 */
export function recordOfDigest(digest: Digest): Partial<ExecutionRecord> & { agent: string } {
  const failed = digest.status === 'failed';
  const flags = [...digest.flags.filter((flag) => flag !== 'unpriced' && flag !== 'cut')];
  // That it merely breaks off is no flag: a hook may read a transcript before its last line, and a flag stays.
  if (digest.status === 'aborted' && digest.interrupts > 0) flags.push('aborted');
  const { bound_by: _by, ...git } = digest.git;
  return {
    timestamp: digest.started ?? digest.ended!,
    agent: digest.agent,
    session_id: digest.session_id,
    ...(digest.parent === null ? {} : { parent: digest.parent }),
    success: failed ? false : null,
    ...(failed ? { outcome_by: 'harness' as const } : {}),
    execution_time_s: digest.working_ms === null ? null : digest.working_ms / 1000,
    tokens: digest.tokens,
    cost_usd: digest.cost_usd,
    price: priceOf(digest),
    model: mainModel(digest.models),
    harness: digest.harness,
    harness_version: digest.harness_version,
    tool_calls: digest.tool_calls,
    tool_errors: digest.tool_errors,
    errors: Object.fromEntries(digest.tools.flatMap(({ name, errors }) => (errors ? [[name, errors]] : []))),
    git,
    definition: digest.definition,
    ...(Object.keys(digest.arms).length > 0 ? { arms: digest.arms } : {}),
    recorded_at: digest.ended ?? digest.started!,
    ...(digest.replayed.replies > 0 ? { replayed: digest.replayed } : {}),
    ...(flags.length > 0 ? { flags: flags.sort() } : {}),
  };
}
