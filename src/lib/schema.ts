import { nearest } from './nearest.ts';
import { parseTime } from './time.ts';

/** The part of JSON Schema (2020-12) that ka's files need: small enough for a hot start, with better words. */
export interface Schema {
  type?: string | readonly string[];
  enum?: readonly unknown[];
  minimum?: number;
  maximum?: number;
  minLength?: number;
  /** `date-time`: as `parseTime` reads it. */
  format?: string;
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

const BITS: Readonly<Record<string, number>> = {
  null: 1,
  boolean: 2,
  integer: 4,
  number: 8,
  string: 16,
  array: 32,
  object: 64,
};
const ANY = 127;

/** A schema made ready for millions of values: objects of one shape, which the engine reads several times as fast. */
interface Ready {
  schema: Schema;
  /** `BITS` of its types. */
  types: number;
  known: readonly unknown[] | null;
  minimum: number;
  maximum: number;
  minLength: number;
  isTime: boolean;
  required: readonly string[];
  parts: ReadonlyMap<string, Ready>;
  others: Ready | boolean;
  items: Ready | null;
}

const made = new WeakMap<Schema, Ready>();

function makeReady(schema: Schema): Ready {
  const { type, additionalProperties: others = true } = schema;
  const ready: Ready = {
    schema,
    types: type === undefined ? ANY : [type].flat().reduce((bits, name) => bits | (BITS[name] ?? 0), 0),
    known: schema.enum ?? null,
    minimum: schema.minimum ?? Number.NEGATIVE_INFINITY,
    maximum: schema.maximum ?? Number.POSITIVE_INFINITY,
    minLength: schema.minLength ?? 0,
    isTime: schema.format === 'date-time',
    required: schema.required ?? [],
    parts: new Map(Object.entries(schema.properties ?? {}).map(([key, part]) => [key, makeReady(part)])),
    others: typeof others === 'boolean' ? others : makeReady(others),
    items: schema.items ? makeReady(schema.items) : null,
  };
  made.set(schema, ready);
  return ready;
}

function fits({ types }: Ready, value: unknown): boolean {
  switch (typeof value) {
    case 'string':
      return (types & BITS.string!) !== 0;
    case 'number':
      if ((types & BITS.number!) !== 0) return Number.isFinite(value);
      return (types & BITS.integer!) !== 0 && Number.isSafeInteger(value);
    case 'boolean':
      return (types & BITS.boolean!) !== 0;
    case 'object':
      if (value === null) return (types & BITS.null!) !== 0;
      return (types & (Array.isArray(value) ? BITS.array! : BITS.object!)) !== 0;
    default:
      return false;
  }
}

const WORDS: Readonly<Record<string, string>> = {
  object: 'a mapping',
  array: 'a list',
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
};

/** A value as it stands in a sentence, cut short. */
function show(value: unknown): string {
  const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value));
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** What is wrong with `value` whatever it holds; null: nothing. */
function fault(ready: Ready, value: unknown): string | null {
  if (!fits(ready, value)) {
    const types = [ready.schema.type ?? []].flat();
    return `is ${show(value)}, not ${types.map((type) => WORDS[type] ?? type).join(' or ')}`;
  }
  if (ready.known?.includes(value) === false) return `is ${show(value)}, none of ${ready.known.join(', ')}`;
  if (typeof value === 'number') {
    if (value < ready.minimum) return `is ${value}, below ${ready.minimum}`;
    if (value > ready.maximum) return `is ${value}, above ${ready.maximum}`;
  } else if (typeof value === 'string') {
    if (value.length < ready.minLength) return 'is empty';
    if (ready.isTime && parseTime(value) === null)
      return `is ${show(value)}, no ISO 8601 time in the years 2000 to 2100 such as 2026-11-20T14:30:00Z`;
  }
  return null;
}

/** Keys and places in lists down to a value: put in words for a problem only, since most values have none. */
type Path = (string | number)[];

const inWords = (path: Path): string =>
  path.map((step, at) => (typeof step === 'number' ? `[${step}]` : at > 0 ? `.${step}` : step)).join('');

/**
 * What is wrong with `value`, one clause each, with the path of the key; none: it fits.
 *
 * @param name of the value itself, where paths are to begin with one
 */
export function schemaProblems(schema: Schema, value: unknown, name?: string): string[] {
  const problems: string[] = [];
  walk(made.get(schema) ?? makeReady(schema), value, name === undefined ? [] : [name], problems);
  return problems;
}

function walk(ready: Ready, value: unknown, path: Path, problems: string[]): void {
  const wrong = fault(ready, value);
  if (wrong !== null) problems.push(`${inWords(path) || 'the document'} ${wrong}`);
  else if (Array.isArray(value)) {
    if (ready.items) for (let at = 0; at < value.length; at++) step(ready.items, value[at], at, path, problems);
  } else if (typeof value === 'object' && value !== null) walkKeys(ready, value as Plain, path, problems);
}

function step(ready: Ready, value: unknown, to: string | number, path: Path, problems: string[]): void {
  path.push(to);
  walk(ready, value, path, problems);
  path.pop();
}

function walkKeys({ required, parts, others }: Ready, value: Plain, path: Path, problems: string[]): void {
  for (const key of required) {
    if (!Object.hasOwn(value, key) || value[key] === undefined) problems.push(`${inWords([...path, key])} is missing`);
  }
  for (const key in value) {
    // As in JSON, what is undefined is not there.
    if (value[key] === undefined) continue;
    const part = parts.get(key);
    if (part) step(part, value[key], key, path, problems);
    else if (typeof others === 'object') step(others, value[key], key, path, problems);
    else if (!others) {
      const near = nearest(key, [...parts.keys()]);
      const name = inWords([...path, key]).slice(0, 100);
      problems.push(`there is no key "${name}"${near ? `; did you mean "${near}"?` : ''}`);
    }
  }
}
