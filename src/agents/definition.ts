import schema from '../../schemas/agent.schema.json' with { type: 'json' };
import { isPlain, type Schema, schemaProblems } from '../lib/schema.ts';
import type { Definition } from './contract.ts';

export const AGENT_SCHEMA: Schema = schema;

/**
 * The part of `value` that fits its schema: an ill-formed key is left out, not the whole definition, so that a typo in
 * one threshold does not make an agent unknown. `agents check` reports what is left out here.
 */
function fitting(part: Schema, value: unknown): unknown {
  if (Array.isArray(value) && part.items) {
    return value.map((item) => fitting(part.items!, item)).filter((item) => item !== undefined);
  }
  if (!isPlain(value) || !part.properties) return schemaProblems(part, value).length === 0 ? value : undefined;
  const kept: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(part.properties)) {
    const item = Object.hasOwn(value, key) ? fitting(inner, value[key]) : undefined;
    if (item !== undefined) kept[key] = item;
  }
  return (part.required ?? []).every((key) => key in kept) ? kept : undefined;
}

/** A definition from parsed frontmatter; `name` stands in where the file names none. Never fails. */
export function toDefinition(data: Readonly<Record<string, unknown>>, name: string): Definition {
  const named = { name, description: '', ...data };
  if (typeof named.name !== 'string' || named.name === '') named.name = name;
  if (typeof named.description !== 'string' || named.description === '') named.description = ' ';
  const kept = fitting(schema, named) as unknown as Definition & { memory?: unknown };
  const { memory, description, ...rest } = kept;
  // A text is Claude Code's own memory, which is no business of ka.
  return {
    ...rest,
    description: description.trim(),
    ...(typeof memory === 'boolean' ? { memory } : {}),
  } as Definition;
}
