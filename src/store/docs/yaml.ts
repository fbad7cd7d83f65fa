import { type Document, isScalar, parseDocument, stringify, visit } from 'yaml';
import { KaError } from '../../lib/errors.ts';

const MAX_CHARS = 65_536;
const MAX_DEPTH = 40;
/** As keys these reach the prototype of whatever copies them carelessly. */
const POLLUTING = new Set(['__proto__', 'constructor', 'prototype']);

const bad = (reason: string): KaError => new KaError('bad-yaml', `The YAML cannot be read: ${reason}.`);

/** Refuses, before the parser sees it, what would take it minutes (size) or abort Node (nesting). */
function guard(source: string): void {
  if (source.length > MAX_CHARS) throw bad(`it has ${source.length} characters, at most ${MAX_CHARS} are read`);
  let depth = 0;
  for (const char of source.match(/[[\]{}]/g) ?? []) {
    depth = char === '[' || char === '{' ? depth + 1 : Math.max(0, depth - 1);
    if (depth > MAX_DEPTH) throw bad(`it is nested deeper than ${MAX_DEPTH} levels`);
  }
  for (const line of source.split('\n')) {
    const lead = /^(?: |[-?:] )*/.exec(line)![0];
    if (lead.length > MAX_DEPTH * 4 || lead.replaceAll(' ', '').length > MAX_DEPTH) {
      throw bad(`it is nested deeper than ${MAX_DEPTH} levels`);
    }
  }
}

/** Looks for aliases and bad keys in linear time; the parser's own check for double keys is quadratic. */
function checkNodes(doc: Document.Parsed): void {
  visit(doc, {
    Alias() {
      throw bad('aliases (*name) are not allowed');
    },
    Map(_, node) {
      const seen = new Set<string>();
      for (const { key } of node.items) {
        const name = String(isScalar(key) ? key.value : key);
        if (POLLUTING.has(name)) throw bad(`the key "${name}" is not allowed`);
        if (seen.has(name)) throw bad(`the key "${name.slice(0, 80)}" stands there twice`);
        seen.add(name);
      }
    },
  });
}

/**
 * The value of a YAML text (1.2, core schema: `no` is a text and so is a date). Null for an empty one.
 * No tags, aliases, merge keys or double keys; at most 64 KiB and 40 levels deep.
 *
 * @throws KaError `bad-yaml` with the line, without a path: the caller knows it
 */
export function parseYaml(source: string): unknown {
  guard(source);
  const doc = parseDocument(source, {
    version: '1.2',
    schema: 'core',
    strict: true,
    stringKeys: true,
    merge: false,
    uniqueKeys: false,
    resolveKnownTags: false,
    prettyErrors: true,
    logLevel: 'error',
  });
  const problem = doc.errors[0] ?? doc.warnings[0];
  if (problem) throw bad(problem.message.split('\n')[0]!.replace(/:$/, ''));
  checkNodes(doc);
  return doc.toJS({ maxAliasCount: 0 }) ?? null;
}

/** Like `parseYaml`, for what must be a mapping. @throws KaError `bad-yaml` */
export function parseMapping(source: string): Record<string, unknown> {
  const value = parseYaml(source) ?? {};
  if (typeof value !== 'object' || Array.isArray(value)) throw bad('it is no mapping of keys to values');
  return value as Record<string, unknown>;
}

/** YAML that readers of 1.1 take the same way: `no`, dates and `1:30` are quoted. Keys keep their order. */
export const stringifyYaml = (value: unknown): string =>
  stringify(value, { version: '1.2', compat: 'yaml-1.1', lineWidth: 0, aliasDuplicateObjects: false });
