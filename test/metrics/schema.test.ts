import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import recordSchema from '../../schemas/execution-record.schema.json' with { type: 'json' };
import summarySchema from '../../schemas/summary.schema.json' with { type: 'json' };
import { type Schema, schemaProblems } from '../../src/lib/schema.ts';
import { parseTime } from '../../src/lib/time.ts';
import { repo } from '../repo.ts';
import { line } from './arbitrary.ts';

const isTime = (text: string): boolean => parseTime(text) !== null;
const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, formats: { 'date-time': isTime } });
const isRecord = ajv.compile(recordSchema);
const isSummary = ajv.compile(summarySchema);

test('what record checks is what the published schema says', () => {
  const keys = Object.keys(recordSchema.properties);
  const odd = fc.oneof(
    fc.integer({ min: -2, max: 2 }),
    fc.double({ noNaN: true }),
    fc.boolean(),
    fc.string(),
    fc.constant(null),
    fc.array(fc.string(), { maxLength: 2 }),
    fc.dictionary(
      fc.constantFrom('a', 'name', 'value', 'input', 'start', 'target'),
      fc.oneof(fc.double({ noNaN: true }), fc.string(), fc.constant(null), fc.nat()),
    ),
  );
  const bent = fc
    .tuple(line(['x_1']), fc.constantFrom(...keys), odd, fc.boolean())
    .map(([record, key, value, drop]) => {
      const { [key]: _, ...rest } = record;
      return drop ? rest : { ...rest, [key]: value };
    });
  fc.assert(
    fc.property(bent, (record) => {
      expect([isRecord(record), record]).toEqual([schemaProblems(recordSchema as Schema, record).length === 0, record]);
    }),
    { numRuns: 1000 * Number(process.env.KA_SOAK ?? 1) },
  );
});

test('what record and show write fits the published schemas', () => {
  const { ka, read } = repo();
  for (let n = 0; n < 3; n++) {
    ka([
      'metrics',
      'record',
      'tdd',
      '--success',
      '--metric',
      'pass=0.9:1',
      '--cost',
      '0.1',
      '--model',
      'm',
      '--quality',
      '0.5',
      '--time',
      '3',
    ]);
  }
  expect([isSummary(JSON.parse(read('.kaizen/metrics/tdd/summary.json'))), isSummary.errors]).toEqual([true, null]);
  for (const text of read('.kaizen/metrics/tdd/executions.jsonl').trim().split('\n'))
    expect([isRecord(JSON.parse(text)), isRecord.errors]).toEqual([true, null]);
});
