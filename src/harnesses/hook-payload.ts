/** What a tool sent to its hook. */
export type Payload = Readonly<Record<string, unknown>>;

/** The payload of a text; null for what is no JSON object. */
export function parsePayload(text: string): Payload | null {
  try {
    const raw: unknown = JSON.parse(text);
    return typeof raw === 'object' && raw !== null && !Array.isArray(raw) ? (raw as Payload) : null;
  } catch {
    return null;
  }
}

/** A field that is a text of a sane length; null for anything else. */
export function textOf(payload: Payload, key: string): string | null {
  const value = payload[key];
  return typeof value === 'string' && value !== '' && value.length <= 4096 && !value.includes('\0') ? value : null;
}
