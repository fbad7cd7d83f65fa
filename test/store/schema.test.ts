import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import agent from '../../schemas/agent.schema.json' with { type: 'json' };
import config from '../../schemas/config.schema.json' with { type: 'json' };
import record from '../../schemas/execution-record.schema.json' with { type: 'json' };
import experiment from '../../schemas/experiment.schema.json' with { type: 'json' };
import { isPlain, type Schema, schemaProblems, withDefaults } from '../../src/lib/schema.ts';
import { defaultConfig } from '../../src/store/config.ts';

const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
const READ: readonly (readonly [string, Schema & object])[] = [
  ['agent', agent as Schema],
  ['config', config as Schema],
  ['execution record', record as Schema],
  ['experiment', experiment as Schema],
];

/** What the interpreter reads, and what only editors do. */
const KNOWN = /^(type|enum|minimum|maximum|minLength|properties|additionalProperties|required|items|default)$/;
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

test.each(READ.slice(0, 2))('the interpreter and ajv agree on the %s', (_, schema) => {
  const valid = ajv.compile(schema);
  const odd = fc.oneof(
    fc.integer({ min: -2, max: 5 }),
    // Above 2^53 ka takes no number for whole; JSON Schema does.
    fc.double({ noNaN: true, min: -1e9, max: 1e9 }),
    fc.boolean(),
    fc.constantFrom('', 'a', 'max', 'single', 'tap', 'session_id'),
    fc.array(fc.oneof(fc.string(), fc.integer()), { maxLength: 2 }),
    fc.dictionary(fc.constantFrom('name', 'target', 'key', 'command', 'parse', 'odd'), fc.oneof(fc.string(), fc.nat())),
  );
  const start = schema.required ? { name: 'a', description: 'b' } : {};
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
