import { KaError } from '../../lib/errors.ts';
import { shownList } from '../../lib/shown-list.ts';
import { findSecrets, redactSecrets } from '../../store/redact/redact.ts';

/** So many are named. */
const NAMED = 5;

/**
 * The gate before a document is taken in.
 *
 * @param name of the file; a secret is answered with it and the line, never with the secret
 * @param derived the text is not the file's own, hence its lines are not
 * @param redact replaces secrets instead of refusing them
 * @returns the text, and the patterns that were replaced
 * @throws KaError `secret`
 */
export function cleanText(
  name: string,
  text: string,
  { allow, redact, derived }: { allow: readonly string[]; redact: boolean; derived: boolean },
): { text: string; redacted: string[] } {
  if (redact) {
    const { value, redacted } = redactSecrets(text, allow);
    return { text: value, redacted };
  }
  const found = findSecrets(text, allow);
  if (found.length === 0) return { text, redacted: [] };
  const places = found.map(
    ({ line, pattern }) => `${derived ? `line ${line} of the text of ${name}` : `${name}:${line}`} (${pattern})`,
  );
  throw new KaError(
    'secret',
    `Nothing was written: there is what looks like a secret at ${shownList(places, NAMED)}.`,
    `ka record ingest ${name} --redact`,
  );
}
