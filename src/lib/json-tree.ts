import { KaError } from './errors.ts';

/** A JSON value with its place in the text. `start` and `end` are offsets, `end` exclusive. */
export type JsonNode =
  | { kind: 'object'; start: number; end: number; items: JsonItem[] }
  | { kind: 'array'; start: number; end: number; items: JsonItem[] }
  | { kind: 'scalar'; start: number; end: number; value: string | number | boolean | null };

/** A member (`key` set, `start` at the key) or an element. `comma` is the offset after the comma that follows, or null. */
export interface JsonItem {
  key: string | null;
  start: number;
  end: number;
  comma: number | null;
  value: JsonNode;
}

const SCALAR = /"(?:[^"\\\n]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const SKIP = /(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y;
const DEEPEST = 200;

/** Where the comments end that follow an offset; that offset where none do. */
export function pastComments(text: string, at: number): number {
  SKIP.lastIndex = at;
  return at + (SKIP.exec(text)?.[0] ?? '').trimEnd().length;
}

/**
 * Reads JSON with its positions, so that a settings file can be edited without touching what else stands in it.
 * Comments, trailing commas and a byte order mark are accepted.
 *
 * @throws KaError `bad-json` naming the line
 */
export function parseJsonTree(text: string): JsonNode {
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;

  const fail = (): never => {
    const line = text.slice(0, at).split('\n').length;
    throw new KaError('bad-json', `line ${line} is not JSON`);
  };
  const skip = (): void => {
    SKIP.lastIndex = at;
    SKIP.test(text);
    at = SKIP.lastIndex;
  };
  const scalar = (): JsonNode => {
    SCALAR.lastIndex = at;
    const found = SCALAR.exec(text)?.[0] ?? fail();
    const start = at;
    at += found.length;
    try {
      return { kind: 'scalar', start, end: at, value: JSON.parse(found) };
    } catch {
      at = start;
      return fail();
    }
  };
  const value = (depth: number): JsonNode => {
    const open = text[at];
    if (depth > DEEPEST) fail();
    if (open !== '{' && open !== '[') return scalar();
    const [start, close, items] = [at++, open === '{' ? '}' : ']', [] as JsonItem[]];
    for (skip(); text[at] !== close; skip()) {
      if (items.length > 0 && items.at(-1)!.comma === null) fail();
      items.push(item(open === '{', depth));
      skip();
      if (text[at] === ',') items.at(-1)!.comma = ++at;
    }
    return { kind: open === '{' ? 'object' : 'array', start, end: ++at, items };
  };
  const item = (named: boolean, depth: number): JsonItem => {
    const start = at;
    let key: string | null = null;
    if (named) {
      const name = scalar();
      if (name.kind !== 'scalar' || typeof name.value !== 'string') return fail();
      key = name.value;
      skip();
      if (text[at++] !== ':') fail();
      skip();
    }
    const node = value(depth + 1);
    return { key, start, end: node.end, comma: null, value: node };
  };

  skip();
  const root = value(0);
  skip();
  if (at < text.length) fail();
  return root;
}

/** The member that counts: of two with one name, readers take the last. */
export const memberOf = (node: JsonNode | undefined, key: string): JsonItem | undefined =>
  node?.kind === 'object' ? node.items.findLast((item) => item.key === key) : undefined;

/** The plain value of a node. */
export function plainValue(node: JsonNode): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'array') return node.items.map((item) => plainValue(item.value));
  return Object.fromEntries(node.items.map((item) => [item.key!, plainValue(item.value)]));
}
