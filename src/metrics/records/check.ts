import schema from '../../../schemas/execution-record.schema.json' with { type: 'json' };
import { KaError } from '../../lib/errors.ts';
import { nearest } from '../../lib/nearest.ts';
import { isPlain, type Schema, schemaProblems } from '../../lib/schema.ts';

const MAX_DEPTH = 32;
/** Keys that reach an object's prototype in careless hands. */
const FOREIGN = new Set(['__proto__', 'constructor', 'prototype']);

/** What is odd in a value whatever its schema: too deep for those who walk it, or a key that pollutes. */
function oddity(root: unknown): string | null {
  const todo: { value: unknown; depth: number }[] = [{ value: root, depth: 0 }];
  for (let next = todo.pop(); next; next = todo.pop()) {
    const { value, depth } = next;
    if (typeof value !== 'object' || value === null) continue;
    if (depth > MAX_DEPTH) return `it is nested more than ${MAX_DEPTH} levels deep`;
    for (const [key, part] of Object.entries(value)) {
      if (FOREIGN.has(key)) return `"${key}" cannot be a key`;
      todo.push({ value: part, depth: depth + 1 });
    }
  }
  return null;
}

/** Refuses what the schema cannot see before anything walks it. @throws KaError `bad-record` */
export function checkShape(value: unknown): void {
  const odd = oddity(value);
  if (odd) throw new KaError('bad-record', `The record was not written: ${odd}.`, 'ka metrics record --help');
}

/**
 * Refuses a record that no log may hold, with all that is wrong at once (`schemas/execution-record.schema.json`).
 *
 * @throws KaError `bad-record`
 */
export function checkRecord(value: Record<string, unknown>): void {
  checkShape(value);
  const problems = schemaProblems(schema as Schema, value);
  if (value.void !== undefined) problems.push('void belongs to lines that `ka metrics void` writes');
  if (typeof value.id === 'string' && !/^x_[0-9a-f]{20}$/.test(value.id)) {
    problems.push(`id is ${JSON.stringify(value.id.slice(0, 60))}, not x_ and 20 hex digits`);
  }
  if (problems.length > 0) {
    throw new KaError('bad-record', `The record was not written: ${problems.join('; ')}.`, 'ka metrics record --help');
  }
}

/** Fields that ka fills in: nobody means to give them. */
const OURS = ['id', 'recorded_at', 'source', 'outcome_by'];

/** Keys that no field of a record has, also within its fields, each with the known one that it resembles. */
export function strayKeys(
  value: Record<string, unknown>,
  { properties = {} }: Schema = schema as Schema,
  at = '',
): [key: string, near: string | null][] {
  const known = Object.keys(properties).filter((key) => at !== '' || !OURS.includes(key));
  return Object.entries(value).flatMap(([key, part]): [string, string | null][] => {
    const property = Object.hasOwn(properties, key) ? properties[key]! : null;
    if (!property) return [[at + key, nearest(key, known)]];
    return property.properties && isPlain(part) ? strayKeys(part, property, `${at}${key}.`) : [];
  });
}
