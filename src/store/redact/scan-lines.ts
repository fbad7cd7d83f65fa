import { findSecrets, redactSecrets } from './redact.ts';

/** A secret in a file: which pattern, on which line (from 1; 0: the file's name). Never the match. */
export interface SecretAt {
  pattern: string;
  line: number;
}

/**
 * The secrets in the lines of a file. A line that is a JSON value is read as the gate reads it, so that escapes hide
 * nothing and what the gate lets through passes here too.
 *
 * @param lines null for one too long to be read, which counts as a finding (`unread`)
 * @param allow texts that look like a secret and are none, from the config
 */
export function scanLines(lines: Iterable<string | null>, allow: readonly string[]): SecretAt[] {
  const found: SecretAt[] = [];
  let number = 0;
  for (const line of lines) {
    number++;
    const patterns = line === null ? ['unread'] : patternsIn(line, allow);
    for (const pattern of new Set(patterns)) found.push({ pattern, line: number });
  }
  return found;
}

function patternsIn(line: string, allow: readonly string[]): string[] {
  if (/^\s*[{["]/.test(line)) {
    try {
      return redactSecrets(JSON.parse(line) as unknown, allow).redacted;
    } catch {
      // A part of a longer document.
    }
  }
  return findSecrets(line, allow).map(({ pattern }) => pattern);
}
