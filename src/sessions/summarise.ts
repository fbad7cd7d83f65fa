import type { UsageTokens } from '../harnesses/session-event.ts';
import type { ExecutionRecord, Rate } from '../metrics/contract.ts';
import { wilson95 } from '../stats/wilson.ts';
import type { Digest, DigestModel } from './digests/digest.ts';
import { addCosts, addUp, allTokens } from './family-totals.ts';
import { type LowerBound, lowerBound } from './run-sums.ts';
import { UNSEEN_SUBAGENTS } from './unseen-subagents.ts';

export const BREAKDOWNS = ['agent', 'model', 'harness', 'repo', 'day'] as const;
export type Breakdown = (typeof BREAKDOWNS)[number];

/** Numbers over some sessions. Rows of a breakdown add up to the total; what cannot be assigned stands under its own name. */
export interface Sums {
  /** Sessions that no other one started. */
  sessions: number;
  /** Sessions and subagents: executions. */
  runs: number;
  /** Null where no session recorded any. */
  tokens: UsageTokens | null;
  /** Sum of what has a price. Null where nothing has. */
  cost_usd: number | null;
  lower_bound: LowerBound;
  tool_calls: number;
  tool_errors: number;
  success: Rate;
}

export interface SessionSummary {
  first: string | null;
  last: string | null;
  total: Sums;
  by: Breakdown;
  rows: Array<Sums & { name: string }>;
  /** Share of all tokens whose cost is known, rounded down to whole hundredths: 1 means all of them. Null without tokens. */
  priced: number | null;
  /** Models without a price, with what they used. */
  unpriced: Array<{ model: string; sessions: number; tokens: number }>;
  /** Sessions of which the tool left a part out, so that their numbers are lower bounds. */
  partial: number;
  /** Sessions that started subagents of which no transcript is known: lower bounds too. */
  unseen_subagents: number;
  /** Sessions whose tool records no tokens, by tool. */
  without_tokens: Record<string, number>;
}

/** One model's part of a run; a run without any known model has one part that holds the rest. */
interface Part {
  run: Digest;
  model: DigestModel | null;
  /** The part that carries the run's counts, so that they are counted once. */
  leads: boolean;
}

const UNKNOWN = '(unknown)';

function partsOf(run: Digest): Part[] {
  if (run.models.length === 0) return [{ run, model: null, leads: true }];
  const size = ({ tokens }: DigestModel): number => allTokens(tokens) ?? 0;
  const lead = run.models.reduce((a, b) => (size(b) > size(a) ? b : a));
  return run.models.map((model) => ({ run, model, leads: model === lead }));
}

const NAME: Record<Breakdown, (part: Part) => string> = {
  agent: ({ run }) => run.agent,
  model: ({ model }) => model?.model ?? UNKNOWN,
  harness: ({ run }) => run.harness,
  repo: ({ run }) => run.repo ?? UNKNOWN,
  day: ({ run }) => run.started?.slice(0, 10) ?? UNKNOWN,
};

type Outcomes = ReadonlyMap<string, ExecutionRecord>;

function sum(parts: readonly Part[], outcomes: Outcomes, leadsFamily: (run: Digest) => boolean): Sums {
  const led = parts.filter(({ leads }) => leads).map(({ run }) => run);
  const known = led.flatMap(({ session_id }) => outcomes.get(session_id)?.success ?? []);
  const good = known.filter((success) => success).length;
  return {
    sessions: led.filter((run) => leadsFamily(run)).length,
    runs: led.length,
    tokens: addUp(parts.map(({ model }) => model?.tokens ?? null)),
    cost_usd: addCosts(parts.map(({ model }) => model?.cost_usd ?? null)),
    lower_bound: lowerBound(
      parts.map(({ run }) => run),
      parts.some(({ model }) => model !== null && model.cost_usd === null),
    ),
    tool_calls: led.reduce((total, { tool_calls }) => total + tool_calls, 0),
    tool_errors: led.reduce((total, { tool_errors }) => total + (tool_errors ?? 0), 0),
    success: {
      n: known.length,
      rate: known.length === 0 ? null : good / known.length,
      wilson95: known.length === 0 ? null : wilson95(good, known.length),
    },
  };
}

/**
 * Sums sessions up.
 *
 * @param outcomes execution records by session id, which say what succeeded
 * @param known all that is known, of which `digests` are chosen: a subagent stays one where its session is not chosen
 */
export function summariseSessions(
  digests: readonly Digest[],
  outcomes: Outcomes,
  by: Breakdown,
  known: readonly Digest[] = digests,
): SessionSummary {
  const parts = digests.flatMap(partsOf);
  // A subagent whose session is not there stands for itself, as in `families`.
  const ids = new Set(known.map(({ id }) => id));
  const leadsFamily = ({ parent }: Digest): boolean => parent === null || !ids.has(parent);
  const names = [...new Set(parts.map(NAME[by]))];
  const rows = names.map((name) => ({
    name,
    ...sum(
      parts.filter((part) => NAME[by](part) === name),
      outcomes,
      leadsFamily,
    ),
  }));
  const weight = (row: Sums): number => row.cost_usd ?? 0;
  rows.sort((a, b) =>
    by === 'day'
      ? order(a.name, b.name)
      : weight(b) - weight(a) || (allTokens(b.tokens) ?? 0) - (allTokens(a.tokens) ?? 0) || order(a.name, b.name),
  );
  const times = digests.flatMap(({ started, ended }) => [started, ended].filter((time) => time !== null)).sort();
  return {
    first: times[0] ?? null,
    last: times.at(-1) ?? null,
    total: sum(parts, outcomes, leadsFamily),
    by,
    rows,
    ...coverage(parts),
    partial: digests.filter(({ flags }) => flags.includes('partial')).length,
    unseen_subagents: digests.filter(({ flags }) => flags.includes(UNSEEN_SUBAGENTS)).length,
    without_tokens: countBy(
      digests.filter(({ tokens, replayed }) => tokens === null && allTokens(replayed.tokens) === null),
    ),
  };
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function coverage(parts: readonly Part[]): Pick<SessionSummary, 'priced' | 'unpriced'> {
  let [all, known] = [0, 0];
  const unpriced = new Map<string, { model: string; sessions: number; tokens: number }>();
  for (const { model } of parts) {
    const tokens = model ? (allTokens(model.tokens) ?? 0) : 0;
    all += tokens;
    if (!model) continue;
    if (model.cost_usd !== null) {
      known += tokens;
      continue;
    }
    const name = model.model ?? UNKNOWN;
    const one = unpriced.get(name) ?? { model: name, sessions: 0, tokens: 0 };
    unpriced.set(name, { model: name, sessions: one.sessions + 1, tokens: one.tokens + tokens });
  }
  const priced = all === 0 ? null : Math.floor((known / all) * 100) / 100;
  return { priced, unpriced: [...unpriced.values()].sort((a, b) => b.tokens - a.tokens || order(a.model, b.model)) };
}

function countBy(digests: readonly Digest[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { harness } of digests) counts[harness] = (counts[harness] ?? 0) + 1;
  return counts;
}
