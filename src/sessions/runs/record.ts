import type { RunTotals } from '../../harnesses/contract.ts';
import type { ExecutionRecord, Tokens } from '../../metrics/contract.ts';
import type { Cost } from '../../models/prices.ts';
import type { ModelTokens } from '../../models/tokens.ts';
import { type OpenRun, runId } from './open.ts';

const sizeOf = (tokens: ModelTokens): number => tokens.input + tokens.output + tokens.cache_read + tokens.cache_write;

/** The model that did most of the work, by tokens; ties by name. Null where none was called. */
export function mainModel(models: Readonly<Record<string, ModelTokens>>): string | null {
  const names = Object.keys(models).sort((a, b) => sizeOf(models[b]!) - sizeOf(models[a]!) || (a < b ? -1 : 1));
  return names[0] ?? null;
}

/** All models' tokens together; null where no model was called: unknown is not zero. */
export function sumTokens(models: Readonly<Record<string, ModelTokens>>): Tokens | null {
  const all = Object.values(models);
  if (all.length === 0) return null;
  const sum = (kind: keyof Omit<ModelTokens, 'long'>): number => all.reduce((total, tokens) => total + tokens[kind], 0);
  return {
    input: sum('input'),
    output: sum('output'),
    // Claude Code does not tell reasoning from other output.
    reasoning: sum('reasoning') || null,
    cache_read: sum('cache_read'),
    cache_write: sum('cache_write'),
    cache_write_1h: sum('cache_write_1h'),
  };
}

/**
 * The execution record of a run (design.md 3.1). Success is not guessed: false if the run ended in an API error, else
 * unknown. `recorded_at` is the transcript's last timestamp, so that a repetition writes the same bytes.
 */
export function recordOf(
  run: OpenRun,
  totals: RunTotals | null,
  cost: Cost,
): Partial<ExecutionRecord> & { agent: string } {
  const failed = totals?.status === 'failed';
  const flags = totals ? [...totals.flags] : ['no-transcript'];
  if (totals?.status === 'aborted') flags.push('aborted');
  return {
    timestamp: totals?.started ?? run.started,
    agent: run.agent,
    session_id: runId(run),
    ...(run.agent_id === null ? {} : { parent: `${run.harness}:${run.session}` }),
    success: failed ? false : null,
    ...(failed ? { outcome_by: 'harness' as const } : {}),
    ...(totals
      ? {
          execution_time_s: totals.working_ms === null ? null : totals.working_ms / 1000,
          tokens: sumTokens(totals.models),
          ...cost,
          model: mainModel(totals.models),
          harness_version: totals.harness_version,
          tool_calls: totals.tool_calls,
          tool_errors: totals.tool_errors,
          errors: totals.errors,
        }
      : {}),
    harness: run.harness,
    git: { ...run.git, branch: run.git.branch ?? totals?.branch ?? null, dirty: null },
    definition: run.definition,
    ...(run.arms && Object.keys(run.arms).length > 0 ? { arms: run.arms } : {}),
    recorded_at: totals?.ended ?? run.started,
    ...(flags.length > 0 ? { flags } : {}),
  };
}
