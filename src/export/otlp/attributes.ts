/** A value in OTLP's JSON form. Source: opentelemetry-proto, common.proto, and its JSON mapping (64-bit integers as text). */
export type AnyValue =
  | { stringValue: string }
  | { boolValue: boolean }
  | { intValue: string }
  | { doubleValue: number }
  | { arrayValue: { values: AnyValue[] } };

export interface Attribute {
  key: string;
  value: AnyValue;
}

type Plain = string | number | boolean | readonly string[] | null | undefined;

/**
 * Attributes in the order given. What is not known (null, absent) is left out: a 0 would be a claim. An empty list too.
 *
 * @param doubles keys whose numbers are no counts, so that 2 and 2.5 have one type
 */
export function attributes(values: Readonly<Record<string, Plain>>, doubles: ReadonlySet<string>): Attribute[] {
  const found: Attribute[] = [];
  for (const [key, value] of Object.entries(values)) {
    if (value === null || value === undefined) continue;
    if (typeof value === 'string') found.push({ key, value: { stringValue: value } });
    else if (typeof value === 'boolean') found.push({ key, value: { boolValue: value } });
    else if (typeof value === 'number')
      found.push({ key, value: doubles.has(key) ? { doubleValue: value } : { intValue: String(Math.round(value)) } });
    else if (value.length > 0)
      found.push({ key, value: { arrayValue: { values: value.map((stringValue) => ({ stringValue })) } } });
  }
  return found;
}

/** A time as OTLP writes it: nanoseconds since 1970, as text. */
export const nanos = (ms: number): string => `${ms}000000`;
