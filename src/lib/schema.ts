import { nearest } from './nearest.ts';

/** The part of JSON Schema (2020-12) that files written by people need: small enough for a hot start, with better words. */
export interface Schema {
  type?: string | readonly string[];
  enum?: readonly unknown[];
  minimum?: number;
  maximum?: number;
  minLength?: number;
  properties?: Readonly<Record<string, Schema>>;
  additionalProperties?: boolean | Schema;
  required?: readonly string[];
  items?: Schema;
  default?: unknown;
  description?: string;
}

type Plain = Record<string, unknown>;

export const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value;
}

const fits = (value: unknown, type: string): boolean =>
  type === 'integer' ? Number.isSafeInteger(value) : typeOf(value) === type && !Number.isNaN(value);

const WORDS: Readonly<Record<string, string>> = {
  object: 'a mapping',
  array: 'a list',
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
};

/** A mapping whose keys are all commented out reads as null: it counts as left out. */
const leftOut = (schema: Schema, value: unknown): boolean =>
  value === undefined || (value === null && schema.type === 'object');

/** A value as it stands in a sentence, cut short. */
function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** What is wrong with `value`, one clause each, with the path of the key; none: it fits. */
export function schemaProblems(schema: Schema, value: unknown, at = ''): string[] {
  if (leftOut(schema, value)) return [];
  const name = at || 'the document';
  const { type } = schema;
  if (type !== undefined && !(typeof type === 'string' ? fits(value, type) : type.some((one) => fits(value, one)))) {
    return [
      `${name} is ${show(value)}, not ${[type]
        .flat()
        .map((one) => WORDS[one] ?? one)
        .join(' or ')}`,
    ];
  }
  if (schema.enum && !schema.enum.includes(value)) {
    return [`${name} is ${show(value)}, none of ${schema.enum.join(', ')}`];
  }
  if (typeof value === 'number') {
    if (schema.minimum !== undefined && value < schema.minimum) return [`${name} is ${value}, below ${schema.minimum}`];
    if (schema.maximum !== undefined && value > schema.maximum) return [`${name} is ${value}, above ${schema.maximum}`];
  }
  if (typeof value === 'string' && value.length < (schema.minLength ?? 0)) return [`${name} is empty`];
  if (Array.isArray(value)) {
    return schema.items ? value.flatMap((item, i) => schemaProblems(schema.items!, item, `${name}[${i}]`)) : [];
  }
  return isPlain(value) ? objectProblems(schema, value, at) : [];
}

function objectProblems(schema: Schema, value: Plain, at: string): string[] {
  const known = schema.properties ?? {};
  const missing = (schema.required ?? []).filter((key) => !Object.hasOwn(value, key));
  const problems = missing.map((key) => `${at ? `${at}.` : ''}${key} is missing`);
  for (const key of Object.keys(value)) {
    const path = at ? `${at}.${key}` : key;
    if (Object.hasOwn(known, key)) problems.push(...schemaProblems(known[key]!, value[key], path));
    else if (isPlain(schema.additionalProperties)) {
      problems.push(...schemaProblems(schema.additionalProperties, value[key], path));
    } else if (schema.additionalProperties === false) {
      const near = nearest(key, Object.keys(known));
      problems.push(`there is no key "${path.slice(0, 100)}"${near ? `; did you mean "${near}"?` : ''}`);
    }
  }
  return problems;
}

/** Of JSON. `structuredClone` opens a channel between threads, which costs a hot command half a millisecond. */
const copyOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null ? JSON.parse(JSON.stringify(value)) : value;

/** A copy of `value` with the schema's defaults where it is silent. */
export function withDefaults(schema: Schema, value: unknown): unknown {
  const given = leftOut(schema, value) ? undefined : value;
  if (given === undefined && schema.default !== undefined) return copyOf(schema.default);
  if (!schema.properties || (given !== undefined && !isPlain(given))) return given;
  const filled: Plain = { ...given };
  for (const [key, part] of Object.entries(schema.properties)) {
    const item = withDefaults(part, Object.hasOwn(filled, key) ? filled[key] : undefined);
    if (item !== undefined) filled[key] = item;
  }
  return filled;
}
