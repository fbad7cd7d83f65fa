import { KaError } from '../lib/errors.ts';
import { nearestOrBegun } from '../lib/nearest.ts';
import { isPlain } from '../lib/schema.ts';
import type { Problem } from './check.ts';
import type { Field, Kind } from './contract.ts';

/** What was typed for one record: texts by flag, in order; values by field from a payload. */
export interface Said {
  flags: Readonly<Record<string, readonly string[]>>;
  payload?: unknown;
  body?: string;
}

/** The same in the words of its kind. */
export interface Given {
  fields: Record<string, unknown>;
  sections: Record<string, string>;
  body?: string;
  /** Flags that the kind does not have, refused with whatever else is wrong. */
  unknown?: readonly string[];
}

/** Reads the file that a flag names, `-`: standard input. @throws KaError where it is missing or no text */
export type ReadFile = (path: string) => string;

const flagName = (name: string): string => name.replaceAll('_', '-');

/** What a flag of this kind fills: a field or a section; `list`: its text is a file. */
function targets(kind: Kind): Map<string, { field: string } | { section: string }> {
  const found = new Map<string, { field: string } | { section: string }>();
  for (const { title, flag } of kind.sections) if (flag) found.set(flag, { section: title });
  for (const [name, { flags = [] }] of Object.entries(kind.fields))
    for (const flag of [flagName(name), ...flags]) found.set(flag, { field: name });
  return found;
}

/** The flags that a kind knows, without `--`, each also as `<flag>-file`. */
export const flagsOf = (kind: Kind): string[] => [...targets(kind).keys()];

const TRUE = /^(?:true|yes|on|1)$/i;
const FALSE = /^(?:false|no|off|0)$/i;

/** A typed text as a value of its field. What does not fit stays a text, of which the check then says what is wrong. */
function readValue(field: Field, texts: readonly string[]): unknown {
  const type = field.type ?? 'string';
  const last = texts.at(-1)!;
  if (type === 'array') return texts.flatMap((text) => listOf(text, field));
  if (type === 'object') return jsonOf(last) ?? last;
  if (type === 'boolean') return TRUE.test(last) ? true : FALSE.test(last) ? false : last;
  if (type === 'number' || type === 'integer')
    return last.trim() !== '' && Number.isFinite(Number(last)) ? Number(last) : last;
  return last.trim();
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `["a", "b"]` is two, `a` is one. */
function listOf(text: string, field: Field): unknown[] {
  const value = /^\s*[[{]/.test(text) ? jsonOf(text) : undefined;
  if (Array.isArray(value)) return value;
  return field.items?.type === 'object' && isPlain(value) ? [value] : [text.trim()];
}

/**
 * What was typed, as fields and sections of a kind. `--<flag>-file PATH` reads the text of `--<flag>` from a file.
 *
 * @throws KaError `bad-payload`, and what `readFile` throws
 */
export function readSaid(kind: Kind, said: Said, readFile: ReadFile): Given {
  const known = targets(kind);
  const unknown: string[] = [];
  const given: Given = { fields: {}, sections: {} };
  for (const [flag, value] of Object.entries(payloadFlags(kind, said.payload, given.fields))) {
    if (known.has(flag)) place(known.get(flag)!, value);
    else unknown.push(flag);
  }
  for (const [flag, texts] of Object.entries(said.flags)) {
    const file = known.has(flag) ? null : flag.replace(/-file$/, '');
    const target = known.get(file ?? flag);
    if (!target || file === flag) unknown.push(flag);
    else place(target, file === null ? texts : texts.map(readFile), true);
  }
  function place(target: { field: string } | { section: string }, value: unknown, typed = false): void {
    if ('section' in target) given.sections[target.section] = typed ? (value as string[]).join('\n\n') : String(value);
    else given.fields[target.field] = typed ? readValue(kind.fields[target.field]!, value as string[]) : value;
  }
  if (unknown.length > 0) given.unknown = unknown;
  if (said.body !== undefined) given.body = said.body;
  return given;
}

/** A payload by flag, or whole under the field that the kind names for it. */
function payloadFlags(kind: Kind, payload: unknown, fields: Record<string, unknown>): Record<string, unknown> {
  if (payload === undefined) return {};
  if (kind.payload) {
    fields[kind.payload] = payload;
    return {};
  }
  if (!isPlain(payload))
    throw new KaError('bad-payload', 'The payload is no JSON object of fields.', `ka record kinds ${kind.kind}`);
  return Object.fromEntries(Object.entries(payload).map(([key, value]) => [flagName(key), value]));
}

/** The flags that a kind does not have, each with the one that was probably meant. */
export const unknownFlags = (kind: Kind, { unknown = [] }: Given): Problem[] =>
  unknown.map((flag) => {
    const near = nearestOrBegun(flag, [...flagsOf(kind), 'body', 'body-file', 'key', 'by', 'reason']);
    const says = `has no --${flag.slice(0, 60)}`;
    return near
      ? { field: kind.kind, says, example: `--${near} …`, meant: `--${near}` }
      : { field: kind.kind, says, example: null };
  });
