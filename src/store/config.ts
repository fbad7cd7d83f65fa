import { join } from 'node:path';
import schema from '../../schemas/config.schema.json' with { type: 'json' };
import type { Ctx } from '../lib/context.ts';
import { KaError } from '../lib/errors.ts';
import { oncePerRun } from '../lib/once.ts';
import { isPlain, schemaProblems, withDefaults } from '../lib/schema.ts';
import { cachedParse } from './cache.ts';
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
  /** Addresses; null: the usual one. Never a key. */
  export: {
    otlp: { endpoint: string | null };
    posthog: { host: string | null };
    datadog: { site: string | null };
  };
}

export const CONFIG_FILE = '.kaizen/config.yaml';

/** YAML to data. The parser's chunk has an error class of its own: what it says gets the path here. */
function parseConfig(ctx: Ctx, text: string): unknown {
  try {
    return loadDoc(ctx).parseYaml(text) ?? {};
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw new KaError('bad-config', `${CONFIG_FILE}: ${said}`, 'ka config --defaults');
  }
}

/** A key in a file that is committed is out: said so, rather than that there is no such setting. */
function refuseKeys(config: unknown): void {
  const parts = Object.entries(isPlain(config) && isPlain(config.export) ? config.export : {});
  const names = parts.flatMap(([name, part]) => [
    name,
    ...Object.keys(isPlain(part) ? part : {}).map((key) => `${name}.${key}`),
  ]);
  const key = names.find((name) => /key|token|secret|password|header|auth/i.test(name));
  if (key === undefined) return;
  const sentence = `${CONFIG_FILE} has export.${key.slice(0, 60)}: that file is committed, keys come from the environment. If it is real, replace it.`;
  throw new KaError('key-in-config', sentence, 'ka export --help');
}

/** What the user wrote, checked; null without a file. @throws KaError `bad-config` */
export function readOwnConfig(project: Project, ctx: Ctx): Record<string, unknown> | null {
  return cachedParse(project, 'config', join(project.kaizen, 'config.yaml'), (text) => {
    const value = parseConfig(ctx, text);
    refuseKeys(value);
    const problems = schemaProblems(schema, value);
    if (problems.length > 0) {
      throw new KaError('bad-config', `${CONFIG_FILE}: ${problems.join('; ')}.`, 'ka config --defaults');
    }
    return value as Record<string, unknown>;
  });
}

/** The defaults alone. */
export const defaultConfig = (): Config => withDefaults(schema, {}) as Config;

const read = oncePerRun<Config>();

/**
 * The effective configuration of a project. YAML is parsed only after the file changed.
 *
 * @throws KaError `bad-config` naming each wrong key and the nearest right one
 */
export const readConfig = (project: Project, ctx: Ctx): Config =>
  read(ctx, project.root, () => withDefaults(schema, readOwnConfig(project, ctx) ?? {}) as Config);

/** The same for what must not fail, such as a hook: a broken file counts as absent, and its problem is handed over. */
export function readConfigOrDefaults(project: Project, ctx: Ctx): { config: Config; problem: Error | null } {
  try {
    return { config: readConfig(project, ctx), problem: null };
  } catch (error) {
    return { config: defaultConfig(), problem: error instanceof Error ? error : new Error(String(error)) };
  }
}
