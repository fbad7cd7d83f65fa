import { isPlain, type Schema } from './schema.ts';

/** Without the mappings whose keys are all commented out: YAML reads them as null. */
export function withoutEmpty(schema: Schema, value: unknown): unknown {
  if (!isPlain(value) || !schema.properties) return value;
  const partOf = (key: string): Schema => (Object.hasOwn(schema.properties!, key) ? schema.properties![key]! : {});
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, part]) => part !== null || partOf(key).type !== 'object')
      .map(([key, part]) => [key, withoutEmpty(partOf(key), part)]),
  );
}

/** Of JSON. `structuredClone` opens a channel between threads, which costs a hot command half a millisecond. */
const copyOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null ? JSON.parse(JSON.stringify(value)) : value;

/** A copy of `value` with the schema's defaults where it is silent. */
export function withDefaults(schema: Schema, value: unknown): unknown {
  if (value === undefined && schema.default !== undefined) return copyOf(schema.default);
  if (!schema.properties || (value !== undefined && !isPlain(value))) return value;
  const filled: Record<string, unknown> = { ...value };
  for (const [key, part] of Object.entries(schema.properties)) {
    const item = withDefaults(part, Object.hasOwn(filled, key) ? filled[key] : undefined);
    if (item !== undefined) filled[key] = item;
  }
  return filled;
}
