import { KaError } from '../lib/errors.ts';
import { SECRET_PATTERNS } from './secret-patterns.ts';

export interface FoundSecret {
  pattern: string;
  /** From 1. */
  line: number;
}

/** Uuids, ka's own ids and commit hashes look random and are no secrets. */
const EXEMPT =
  /^(?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[a-z]{1,8}_[0-9a-f]{8,32}|[0-9a-f]{7,40}|[0-9a-f]{64})$/i;

interface Match {
  pattern: string;
  start: number;
  end: number;
}

let compiled: { name: string; find: RegExp }[] | undefined;

/** Matches from the left, none overlapping another; `allow` are texts that are no secrets, as in the config. */
function matches(text: string, allow: readonly string[]): Match[] {
  compiled ??= SECRET_PATTERNS.map(({ name, find }) => ({ name, find: new RegExp(find, 'g') }));
  const found: Match[] = [];
  for (const { name, find } of compiled) {
    for (const match of text.matchAll(find)) {
      const [whole, value = whole] = match;
      if (EXEMPT.test(value) || allow.includes(value) || allow.includes(whole)) continue;
      const [start, end] = [match.index, match.index + whole.length];
      if (!found.some((other) => start < other.end && other.start < end)) found.push({ pattern: name, start, end });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

/** The secrets in a text, in order: which pattern and on which line, never the match itself. */
export function findSecrets(text: string, allow: readonly string[]): FoundSecret[] {
  return matches(text, allow).map(({ pattern, start }) => ({ pattern, line: text.slice(0, start).split('\n').length }));
}

function redactText(text: string, allow: readonly string[], redacted: Set<string>): string {
  let result = '';
  let from = 0;
  for (const { pattern, start, end } of matches(text, allow)) {
    redacted.add(pattern);
    result += `${text.slice(from, start)}<redacted:${pattern}>`;
    from = end;
  }
  return result + text.slice(from);
}

/** A text under a key is also looked at as `key: text`: `{"password": "…"}` is an assignment. */
function redactUnder(key: string, text: string, allow: readonly string[], redacted: Set<string>): string {
  const plain = redactText(text, allow, redacted);
  if (plain !== text || !key) return plain;
  const found = matches(`${key}: ${text}`, allow).find(({ end }) => end > key.length + 2);
  if (!found) return text;
  redacted.add(found.pattern);
  return `<redacted:${found.pattern}>`;
}

/**
 * A copy of a JSON value in which each secret is `<redacted:pattern>`: the gate before what ka derived is written.
 *
 * @returns the copy, or the same value if nothing was found, and the names of the patterns, sorted
 */
export function redactSecrets<T>(value: T, allow: readonly string[]): { value: T; redacted: string[] } {
  const redacted = new Set<string>();
  const copy = (at: unknown, key: string): unknown => {
    if (typeof at === 'string') return redactUnder(key, at, allow, redacted);
    if (typeof at !== 'object' || at === null) return at;
    if (Array.isArray(at)) return at.map((item) => copy(item, key));
    return Object.fromEntries(
      Object.entries(at).map(([name, item]) => [redactText(name, allow, redacted), copy(item, name)]),
    );
  };
  const clean = copy(value, '') as T;
  return redacted.size === 0 ? { value, redacted: [] } : { value: clean, redacted: [...redacted].sort() };
}

/**
 * The gate before what a caller typed is written: refuses a JSON value or a text that holds a secret.
 *
 * @throws KaError `secret`, naming the pattern and where it stands, never the match
 */
export function refuseSecrets(value: unknown, allow: readonly string[]): void {
  const check = (at: unknown, path: string, key: string): void => {
    if (typeof at === 'string') {
      const redacted = new Set<string>();
      if (redactUnder(key, at, allow, redacted) === at) return;
      const [pattern] = redacted;
      const line = findSecrets(at, allow)[0]?.line ?? 1;
      const where = [path, at.includes('\n') ? `line ${line}` : ''].filter(Boolean).join(', ') || 'the text';
      throw new KaError(
        'secret',
        `Nothing was written: ${where} holds what looks like a secret (${pattern}).`,
        'ka config',
      );
    }
    if (typeof at !== 'object' || at === null) return;
    for (const [name, item] of Object.entries(at)) {
      check(name, `a key of ${path || 'the value'}`, '');
      check(item, path ? `${path}.${name}` : name, Array.isArray(at) ? key : name);
    }
  };
  check(value, '', '');
}
