import type { Usage, UsageTokens } from '../session-event.ts';
import { UNKNOWN_TOKENS } from '../usage-tokens.ts';
import { countOf, type Fields, fieldsIn, textOf } from '../values.ts';
import type { Line } from './line.ts';

/** Classes as a shutdown counts them: input holds what the cache gave and took. Null: not noted. */
const CLASSES = ['inputTokens', 'outputTokens', 'cacheReadTokens', 'cacheWriteTokens', 'reasoningTokens'] as const;
type Counts = Record<(typeof CLASSES)[number], number | null>;

/** What a `session.shutdown` adds up. */
export interface Metered {
  requests: number;
  models: Map<string, Counts>;
}

const countsOf = (usage: Fields): Counts =>
  Object.fromEntries(CLASSES.map((name) => [name, countOf(usage[name])])) as Counts;

export function meteredOf(data: Fields): Metered {
  const metered: Metered = { requests: 0, models: new Map() };
  for (const [model, metric] of Object.entries(fieldsIn(data.modelMetrics))) {
    const { usage, requests } = fieldsIn(metric);
    metered.requests += countOf(fieldsIn(requests).count) ?? 0;
    metered.models.set(model, countsOf(fieldsIn(usage)));
  }
  return metered;
}

const outputOfAll = ({ models }: Metered): number =>
  [...models.values()].reduce((sum, { outputTokens }) => sum + (outputTokens ?? 0), 0);

/**
 * What of a shutdown's sums is its own run's. Up to 1.0.55 a shutdown covers its run; from 1.0.78 on (both seen) its sums
 * go on from those of the shutdown before. Nothing in it says which, but the replies of the run do.
 *
 * @param replies of the run, with the output that is known of them (0 for none)
 */
export function ownPart(now: Metered, before: Metered | null, replies: { count: number; output: number }): Metered {
  if (!before || now.requests <= replies.count + before.requests / 2) return now;
  if (replies.output > 0 && outputOfAll(now) <= replies.output + outputOfAll(before) / 2) return now;
  const models = [...now.models].flatMap(([model, counts]): Array<[string, Counts]> => {
    const known = before.models.get(model);
    if (!known) return [[model, counts]];
    const grown = CLASSES.map((name) => {
      const count = counts[name];
      return [name, count === null ? null : Math.max(0, count - (known[name] ?? 0))] as const;
    });
    return grown.some(([, count]) => count !== null && count > 0)
      ? [[model, Object.fromEntries(grown) as unknown as Counts]]
      : [];
  });
  return { requests: now.requests - before.requests, models: new Map(models) };
}

/** Charges of a run, one a model. Recorded costs are premium requests, not dollars. */
export function chargesOf(session: string, { id, at }: Line, { models }: Metered): Usage[] {
  return [...models].flatMap(([model, counts]): Usage[] => {
    const tokens = tokensOf(counts);
    return tokens ? [{ kind: 'usage', session, at, id: `${id}/${model}`, model, tokens, cost_usd: null }] : [];
  });
}

function tokensOf(counts: Counts): UsageTokens | null {
  const { inputTokens: input, outputTokens: output, cacheReadTokens: read, cacheWriteTokens: written } = counts;
  if (input === null && output === null) return null;
  return {
    input: input === null ? null : uncached(input, read ?? 0, written ?? 0),
    output,
    reasoning: counts.reasoningTokens,
    cache_read: read,
    cache_write: written,
    cache_write_1h: null,
  };
}

/** Input holds what was read from the cache and written to it; where it is too small for that, it cannot. */
const uncached = (input: number, read: number, written: number): number =>
  input >= read + written ? input - read - written : input >= read ? input - read : input;

/** The charge of one call of a model, from `session.usage_record` (seen in 1.0.102), with the id of that call. */
export function recordedOf(session: string, { id, at, data }: Line): { call: string; charge: Usage } | null {
  const usage = fieldsIn(data.usage);
  const tokens = tokensOf(countsOf(usage));
  if (!tokens) return null;
  const call = textOf(usage.apiCallId) ?? textOf(fieldsIn(usage.accounting).usageId) ?? id;
  const window = countOf(usage.maxPromptTokens);
  return {
    call,
    charge: {
      ...{ kind: 'usage', session, at, id: call, model: textOf(usage.model) ?? null, tokens, cost_usd: null },
      ...(window && { window }),
    },
  };
}

/** All that is known of a reply whose run has neither a shutdown nor records: what it put out. */
export function outputOf(session: string, reply: string, line: Line, model: string | null): Usage | null {
  const output = countOf(line.data.outputTokens);
  if (output === null) return null;
  const tokens = { ...UNKNOWN_TOKENS, output };
  return { kind: 'usage', session, at: line.at, id: reply, model, tokens, cost_usd: null };
}
