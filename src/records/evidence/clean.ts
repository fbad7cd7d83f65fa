import { KaError } from '../../lib/errors.ts';
import { findSecrets, redactSecrets } from '../../store/redact/redact.ts';

/** So many are named. */
const NAMED = 5;

/**
 * The gate before a document is taken in.
 *
 * @param name of the file; a secret is answered with it and the line of the text, never with the secret
 * @param redact replaces secrets instead of refusing them
 * @returns the text, and the patterns that were replaced
 * @throws KaError `secret`
 */
export function cleanText(
  name: string,
  text: string,
  { allow, redact }: { allow: readonly string[]; redact: boolean },
): { text: string; redacted: string[] } {
  if (redact) {
    const { value, redacted } = redactSecrets(text, allow);
    return { text: value, redacted };
  }
  const found = findSecrets(text, allow);
  if (found.length === 0) return { text, redacted: [] };
  const places = found.slice(0, NAMED).map(({ line, pattern }) => `${name}:${line} (${pattern})`);
  const more = found.length > NAMED ? ` and ${found.length - NAMED} more` : '';
  throw new KaError(
    'secret',
    `Nothing was written: there is what looks like a secret at ${places.join(', ')}${more}.`,
    `ka record ingest ${name} --redact`,
  );
}
