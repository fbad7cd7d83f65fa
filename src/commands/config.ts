import schema from '../../schemas/config.schema.json' with { type: 'json' };
import type { Ctx } from '../lib/context.ts';
import { isPlain, type Schema } from '../lib/schema.ts';
import { CONFIG_FILE, type Config, defaultConfig, readConfig, readOwnConfig } from '../store/config.ts';
import { findProject } from '../store/project.ts';
import { defineCommand, type Output } from './contract.ts';

interface Row {
  key: string;
  value: unknown;
  from: string;
}

/** The schema's leaves as `thresholds.success_rate`, in its order. */
function* leaves(part: Schema, at: readonly string[]): Generator<{ path: string[]; leaf: Schema }> {
  for (const [key, child] of Object.entries(part.properties ?? {})) {
    if (child.properties) yield* leaves(child, [...at, key]);
    else yield { path: [...at, key], leaf: child };
  }
}

const valueAt = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((at, key) => (isPlain(at) && Object.hasOwn(at, key) ? at[key] : undefined), value);

/** The defaults as a file to begin with, each key with what it does. */
function defaultsFile(): string {
  const lines = [`# ${CONFIG_FILE}: every key is optional.`];
  const write = (part: Schema, values: unknown, indent: string): void => {
    for (const [key, child] of Object.entries(part.properties ?? {})) {
      lines.push(`${indent}# ${child.description ?? ''}`);
      const value = valueAt(values, [key]);
      if (!child.properties) {
        lines.push(`${indent}${key}: ${JSON.stringify(value)}`);
        continue;
      }
      lines.push(`${indent}${key}:`);
      write(child, value, `${indent}  `);
    }
  };
  write(schema, defaultConfig(), '');
  return lines.join('\n');
}

function effective(ctx: Ctx): Output {
  const project = findProject(ctx);
  const own = readOwnConfig(project, ctx);
  const config: Config = readConfig(project, ctx);
  const rows: Row[] = [...leaves(schema, [])].map(({ path }) => ({
    key: path.join('.'),
    value: valueAt(config, path),
    from: valueAt(own, path) === undefined ? 'default' : CONFIG_FILE,
  }));
  const [wide, wider] = [
    Math.max(...rows.map(({ key }) => key.length)),
    Math.min(40, Math.max(...rows.map(({ value }) => JSON.stringify(value).length))),
  ];
  const text = rows.map(
    ({ key, value, from }) => `${key.padEnd(wide)}  ${JSON.stringify(value).padEnd(wider)}  ${from}`,
  );
  const values = rows.map(({ key, value, from }) => ({ key, value, from }));
  return { data: { schema_version: 1, path: CONFIG_FILE, config, values }, text: text.join('\n') };
}

export default defineCommand<{ defaults?: boolean }>({
  summary: 'print the effective settings and where each comes from',
  description: `Settings stand in ${CONFIG_FILE}; every key has a default.`,
  input: { defaults: { type: 'boolean', description: 'print the defaults as a file to begin with, read nothing' } },
  examples: [
    { line: 'ka config', says: 'key, value and source, one line each' },
    { line: `ka config --defaults > ${CONFIG_FILE}`, says: 'begins a file with every key explained' },
  ],
  run({ defaults }, ctx) {
    if (!defaults) return effective(ctx);
    return { data: { schema_version: 1, config: defaultConfig() }, text: defaultsFile() };
  },
});
