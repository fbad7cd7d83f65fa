import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import agent from '../../schemas/agent.schema.json' with { type: 'json' };
import config from '../../schemas/config.schema.json' with { type: 'json' };
import record from '../../schemas/execution-record.schema.json' with { type: 'json' };
import experiment from '../../schemas/experiment.schema.json' with { type: 'json' };
import digest from '../../schemas/session-digest.schema.json' with { type: 'json' };
import { isPlain, type Schema, schemaProblems } from '../../src/lib/schema.ts';
import { withDefaults } from '../../src/lib/schema-defaults.ts';
import { parseTime } from '../../src/lib/time.ts';
import { defaultConfig } from '../../src/store/config.ts';

const isTime = (text: string): boolean => parseTime(text) !== null;
const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, formats: { 'date-time': isTime } });
const READ: readonly (readonly [string, Schema & object])[] = [
  ['agent', agent as Schema],
  ['config', config as Schema],
  ['execution record', record as Schema],
  ['experiment', experiment as Schema],
  ['session digest', digest as Schema],
];

/** What the interpreter reads, and what only editors do. */
const KNOWN = /^(type|enum|minimum|maximum|minLength|format|properties|additionalProperties|required|items|default)$/;
const FOR_EDITORS = /^(\$schema|\$id|title|description|examples|deprecated)$/;

function keywords(schema: unknown): string[] {
  if (!isPlain(schema)) return [];
  return Object.entries(schema).flatMap(([key, value]) => [
    key,
    ...(key === 'properties' && isPlain(value) ? Object.values(value).flatMap(keywords) : []),
    ...(key === 'items' || key === 'additionalProperties' ? keywords(value) : []),
  ]);
}

// adr/0012: a word that the interpreter does not know would be promised to editors and never checked.
test.each(READ)('the schema of the %s says nothing that ka does not check', (_, schema) => {
  expect(keywords(schema).filter((key) => !KNOWN.test(key) && !FOR_EDITORS.test(key))).toEqual([]);
});

test("without a config file the schema's defaults hold", () => {
  expect(defaultConfig()).toEqual(withDefaults(config as Schema, {}));
});

/** Paths of keys in a schema, `['thresholds', 'success_rate']`. */
const paths = (schema: Schema): string[][] =>
  Object.entries(schema.properties ?? {}).flatMap(([key, part]) => [
    [key],
    ...paths(part).map((more) => [key, ...more]),
  ]);

const put = (path: readonly string[], value: unknown): Record<string, unknown> => {
  const [key, ...more] = path as [string, ...string[]];
  return { [key]: more.length > 0 ? put(more, value) : value };
};

/** The smallest value that fits a schema. */
function least(schema: Schema): unknown {
  if (schema.enum) return schema.enum[0];
  switch ([schema.type].flat()[0]) {
    case 'object':
      return Object.fromEntries((schema.required ?? []).map((key) => [key, least(schema.properties?.[key] ?? {})]));
    case 'array':
      return [];
    case 'string':
      return schema.format === 'date-time' ? '2026-11-20T14:30:00Z' : 'a';
    case 'boolean':
      return true;
    default:
      return schema.minimum ?? 0;
  }
}

test.each(READ)('the interpreter and ajv agree on the %s', (_, schema) => {
  const valid = ajv.compile(schema);
  const odd = fc.oneof(
    fc.integer({ min: -2, max: 5 }),
    // Above 2^53 ka takes no number for whole; JSON Schema does.
    fc.double({ noNaN: true, min: -1e9, max: 1e9 }),
    fc.boolean(),
    fc.constant(null),
    fc.constantFrom('', 'a', 'max', 'single', 'tap', 'session_id', 'yesterday', '2026-11-20T14:30:00Z', '2026-02-30'),
    fc.constant([null]),
    fc.array(fc.oneof(fc.string(), fc.integer()), { maxLength: 2 }),
    fc.dictionary(fc.constantFrom('name', 'target', 'key', 'command', 'parse', 'odd'), fc.oneof(fc.string(), fc.nat())),
  );
  const start = least(schema) as Record<string, unknown>;
  expect([valid(start), schemaProblems(schema, start)]).toEqual([true, []]);
  const bent = fc
    .tuple(fc.constantFrom(...paths(schema), ['odd']), odd)
    .map(([path, value]) => ({ ...start, ...put(path, value) }));
  fc.assert(
    fc.property(bent, (value) => {
      expect([schemaProblems(schema, value).length === 0, value]).toEqual([valid(value), value]);
    }),
    { numRuns: 1000 * Number(process.env.KA_SOAK ?? 1) },
  );
});
