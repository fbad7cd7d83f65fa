import { isPlain, type Schema, schemaProblems } from './schema.ts';

/**
 * What of a value fits its schema: what does not is left out, with what cannot be without it. So the rest can be judged
 * further, and all that is wrong be said at once.
 *
 * @returns undefined: nothing of it fits
 */
export function soundPart(schema: Schema, value: unknown): unknown {
  const kept = isPlain(value)
    ? soundKeys(schema, value)
    : Array.isArray(value) && schema.items
      ? value.map((item) => soundPart(schema.items!, item)).filter((item) => item !== undefined)
      : value;
  return schemaProblems(schema, kept).length === 0 ? kept : undefined;
}

function soundKeys({ properties = {}, additionalProperties: others = true }: Schema, value: Record<string, unknown>) {
  const sound = (key: string, part: unknown): unknown => {
    if (Object.hasOwn(properties, key)) return soundPart(properties[key]!, part);
    return typeof others === 'object' ? soundPart(others, part) : others ? part : undefined;
  };
  const entries = Object.entries(value).map(([key, part]) => [key, sound(key, part)] as const);
  return Object.fromEntries(entries.filter(([, part]) => part !== undefined));
}
