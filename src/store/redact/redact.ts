import { KaError } from '../../lib/errors.ts';
import { SECRET_PATTERNS, type SecretPattern } from './secret-patterns.ts';

export interface FoundSecret {
  pattern: string;
  /** From 1. */
  line: number;
}

/** Uuids, ka's own ids and commit hashes look random and are no secrets. */
const EXEMPT =
  /^(?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[a-z]{1,8}_[0-9a-f]{8,32}|[0-9a-f]{7,12}|[0-9a-f]{40}|[0-9a-f]{64})$/i;

interface Match {
  pattern: string;
  start: number;
  end: number;
}

const isHinted = (lower: string, { hints }: SecretPattern): boolean => hints.some((hint) => lower.includes(hint));

const compiled = new Map<SecretPattern, RegExp>();

function expression(pattern: SecretPattern): RegExp {
  const find = compiled.get(pattern) ?? new RegExp(pattern.find, 'g');
  compiled.set(pattern, find);
  return find;
}

/** Matches from the left, none overlapping another. Only patterns that the text hints at are compiled: all would cost more than a write. */
function matches(text: string, allow: readonly string[]): Match[] {
  const found: Match[] = [];
  const lower = text.toLowerCase();
  for (const pattern of SECRET_PATTERNS) {
    if (!isHinted(lower, pattern)) continue;
    for (const match of text.matchAll(expression(pattern))) {
      const [whole, value] = match;
      if (value !== undefined && (EXEMPT.test(value) || allow.includes(value))) continue;
      if (allow.includes(whole)) continue;
      const [start, end] = [match.index, match.index + whole.length];
      if (found.some((other) => start < other.end && other.start < end)) continue;
      found.push({ pattern: pattern.name, start, end });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

/** The secrets in a text, in order: which pattern and on which line, never the match itself. */
export function findSecrets(text: string, allow: readonly string[]): FoundSecret[] {
  let [line, from] = [1, 0];
  return matches(text, allow).map(({ pattern, start }) => {
    for (let at = text.indexOf('\n', from); at >= 0 && at < start; at = text.indexOf('\n', from)) {
      line++;
      from = at + 1;
    }
    return { pattern, line };
  });
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
  if (!key) return plain;
  // One secret in it says nothing of the rest: what is left is looked at with its key all the same.
  const found = matches(`${key}: ${plain}`, allow).find(({ start, end }) => start < key.length && end > key.length + 2);
  if (!found) return plain;
  redacted.add(found.pattern);
  return `<redacted:${found.pattern}>`;
}

/** Texts by their keys in which nothing was found, for each list of what is allowed: names and paths come again and again. */
const quiet = new WeakMap<readonly string[], Map<string, Set<string>>>();
/** Under each key. */
const MOST_QUIET = 1000;

function isQuiet(key: string, text: string, allow: readonly string[]): boolean {
  const byKey = quiet.get(allow) ?? new Map<string, Set<string>>();
  quiet.set(allow, byKey);
  const known = byKey.get(key) ?? new Set();
  if (known.has(text)) return true;
  if (redactUnder(key, text, allow, new Set()) !== text) return false;
  if (known.size >= MOST_QUIET) known.clear();
  if (key.length + text.length <= 100 && byKey.size < MOST_QUIET) byKey.set(key, known.add(text));
  return true;
}

/** Whether `redactSecrets` would change nothing. */
function isClean(value: unknown, key: string, allow: readonly string[]): boolean {
  if (typeof value === 'string') return isQuiet(key, value, allow);
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every((item) => isClean(item, key, allow));
  return Object.entries(value).every(([name, item]) => isQuiet('', name, allow) && isClean(item, name, allow));
}

/**
 * A copy of a JSON value in which each secret is `<redacted:pattern>`: the gate before what ka derived is written.
 *
 * @param allow texts that look like a secret and are none, from the config
 * @returns the copy, or the same value if nothing was found, and the names of the patterns, sorted
 */
export function redactSecrets<T>(value: T, allow: readonly string[]): { value: T; redacted: string[] } {
  if (isClean(value, '', allow)) return { value, redacted: [] };
  const redacted = new Set<string>();
  const copy = (at: unknown, key: string): unknown => {
    if (typeof at === 'string') return redactUnder(key, at, allow, redacted);
    if (typeof at !== 'object' || at === null) return at;
    if (Array.isArray(at)) return at.map((item) => copy(item, key));
    return Object.fromEntries(
      Object.entries(at).map(([name, item]) => [redactText(name, allow, redacted), copy(item, name)]),
    );
  };
  return { value: copy(value, '') as T, redacted: [...redacted].sort() };
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
      const line = at.includes('\n') ? `line ${findSecrets(at, allow)[0]?.line ?? 1}` : '';
      const where = [path, line].filter(Boolean).join(', ') || 'the text';
      const [pattern] = redacted;
      throw new KaError(
        'secret',
        `Nothing was written: ${where} holds what looks like a secret (${pattern}). Leave it out; if it is none, allow the text under redaction.allow in .kaizen/config.yaml.`,
      );
    }
    if (typeof at !== 'object' || at === null) return;
    for (const [name, item] of Object.entries(at)) {
      if (!Array.isArray(at)) check(name, `a key of ${path || 'the value'}`, '');
      check(item, path ? `${path}.${name}` : name, Array.isArray(at) ? key : name);
    }
  };
  check(value, '', '');
}
