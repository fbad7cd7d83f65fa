import { join } from 'node:path';
import type { Ctx } from '../lib/context.ts';
import { oncePerRun } from '../lib/once.ts';
import { cachedParse } from './cache.ts';
import type { ConfigText } from './docs/config-text.ts';
import { loadDoc } from './docs/load-doc.ts';
import type { Project } from './project.ts';

/** US dollars for a million tokens. */
export interface PriceOverride {
  input: number;
  output: number;
  cache_read?: number;
  cache_write?: number;
  cache_write_1h?: number;
}

/** `.kaizen/config.yaml` with every default filled in (design.md 3.5; `schemas/config.schema.json` is the source). */
export interface Config {
  retention_days: number;
  min_samples: number;
  thresholds: { success_rate: number | null; execution_time_s: number | null; quality_score: number | null };
  recent_window: number;
  brief: { budget_tokens: number };
  /** What a session is told beside its brief. */
  records: { session_start: ('overview' | 'policy')[] };
  writer: 'single' | 'auto';
  agents_dirs: string[];
  redaction: { allow: string[] };
  /** By model. */
  prices: { overrides: Record<string, PriceOverride> };
  /** Null: the usual address; no model: off. Never a key. */
  models: {
    text: { base_url: string | null; model: string | null };
    embedding: { base_url: string | null; model: string | null; query_prompt: string | null };
  };
  comfyui: { endpoint: string | null };
  /** Addresses; null: the usual one. Never a key. */
  export: {
    otlp: { endpoint: string | null };
    posthog: { host: string | null };
    datadog: { site: string | null };
  };
}

export const CONFIG_FILE = '.kaizen/config.yaml';

/** A fresh copy of what holds where a file says nothing: the schema's defaults (a test), which a start need not look up. */
export const defaultConfig = (): Config => ({
  retention_days: 180,
  min_samples: 10,
  thresholds: { success_rate: 0.8, execution_time_s: null, quality_score: 0.7 },
  recent_window: 10,
  brief: { budget_tokens: 1500 },
  records: { session_start: [] },
  writer: 'single',
  agents_dirs: ['agents', '.claude/agents'],
  redaction: { allow: [] },
  prices: { overrides: {} },
  models: { text: { base_url: null, model: null }, embedding: { base_url: null, model: null, query_prompt: null } },
  comfyui: { endpoint: null },
  export: { otlp: { endpoint: null }, posthog: { host: null }, datadog: { site: null } },
});

/** The file, checked: what the user wrote, and that with the defaults of this version. Parsed only after it changed; null without one. */
const readFile = (project: Project, ctx: Ctx): ConfigText | null =>
  cachedParse(project, ctx, `config-${ctx.version}`, join(project.kaizen, 'config.yaml'), (text) =>
    loadDoc(ctx).parseConfig(text),
  );

/** What the user wrote, checked; null without a file. @throws KaError `bad-config` */
export const readOwnConfig = (project: Project, ctx: Ctx): Record<string, unknown> | null =>
  readFile(project, ctx)?.own ?? null;

const read = oncePerRun<Config>();

/**
 * The effective configuration of a project.
 *
 * @throws KaError `bad-config` naming each wrong key and the nearest right one
 */
export const readConfig = (project: Project, ctx: Ctx): Config =>
  read(ctx, project.root, () => readFile(project, ctx)?.config ?? defaultConfig());

const broken = new WeakMap<object, Error>();

/** What was wrong with a file that this run took as absent; null: nothing. */
export const configProblem = (ctx: Ctx): Error | null => broken.get(ctx) ?? null;

/** The same for what must not fail, such as a hook: a broken file counts as absent, and its problem is handed over. */
export function readConfigOrDefaults(project: Project, ctx: Ctx): { config: Config; problem: Error | null } {
  try {
    return { config: readConfig(project, ctx), problem: null };
  } catch (error) {
    const problem = error instanceof Error ? error : new Error(String(error));
    broken.set(ctx, problem);
    return { config: defaultConfig(), problem };
  }
}
