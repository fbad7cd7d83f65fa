import { createHash } from 'node:crypto';
import { canonicalJson } from '../lib/canonical.ts';
import { parseDoc } from '../store/docs/doc.ts';
import type { Head, Kind, ManagedRecord } from './contract.ts';
import { frontLines, parseFrontLines } from './front-lines.ts';

/** Written anew with each revision, and no part of what a record says. */
const VOLATILE = new Set(['updated', 'hash']);

const lf = (text: string): string => (text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text);

/** The keys of a record in the order of its file. */
function frontmatter(kind: Kind, { fields, body: _, path: __, ...head }: ManagedRecord): Record<string, unknown> {
  const { id, kind: name, rev, prev, merged, hash, ...told } = head;
  const known = Object.keys(kind.fields).filter((key) => key in fields);
  const other = Object.keys(fields).filter((key) => !(key in kind.fields));
  const own = Object.fromEntries([...known, ...other].map((key) => [key, fields[key]]));
  return { id, kind: name, rev, ...own, ...told, prev, merged, hash };
}

/**
 * `sha256:` over the canonical JSON of a record's frontmatter, less `updated` and `hash`, a line end, and its body with LF
 * ends. `prev` is covered: a chain cannot be changed at its beginning.
 */
export function hashOf({ fields, body, path: _, ...head }: ManagedRecord): string {
  const covered = Object.fromEntries(
    Object.entries({ ...fields, ...head }).filter(
      ([key, value]) => !VOLATILE.has(key) && value !== undefined && value !== null,
    ),
  );
  return hashText(`${canonicalJson(covered)}\n${lf(body)}`);
}

/** `sha256:` and the hex digest of a text. */
export const hashText = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;

/** A record's file. */
export const recordText = (kind: Kind, record: ManagedRecord): string =>
  `---\n${frontLines(frontmatter(kind, record))}---\n${lf(record.body)}`;

/** What a file's text says; `data` has the frontmatter's keys. @throws KaError `bad-frontmatter`, `bad-yaml` */
function split(text: string): { data: Record<string, unknown>; body: string } {
  const end = text.startsWith('---\n') ? text.indexOf('\n---\n', 3) : -1;
  const quick = end > 0 ? parseFrontLines(text.slice(4, end)) : null;
  if (quick) return { data: quick, body: text.slice(end + '\n---\n'.length) };
  const { data, body } = parseDoc(text);
  return { data, body };
}

/** What the head of a record may tell, as texts. */
type Told = Pick<Head, 'key' | 'by' | 'created' | 'updated' | 'prev' | 'merged' | 'hash'>;

const asText = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/**
 * Reads a record's file. Files that a person wrote without an id are named by their file.
 *
 * @param path relative to the project root
 * @throws KaError `bad-frontmatter`, `bad-yaml`, without the path
 */
export function parseRecord(kind: Kind, path: string, text: string): ManagedRecord {
  const { data, body } = split(lf(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text));
  const stem = path.slice(path.lastIndexOf('/') + 1).replace(/\.md$/, '');
  const { id, kind: named, rev, key, by, created, updated, prev, merged, hash, ...fields } = data;
  const record: ManagedRecord = {
    id: asText(id) ?? stem,
    kind: asText(named) ?? kind.kind,
    rev: Number.isSafeInteger(rev) ? (rev as number) : null,
    fields,
    body,
    path,
  };
  for (const [name, value] of Object.entries({ key, by, created, updated, prev, merged, hash }))
    if (typeof value === 'string') record[name as keyof Told] = value;
  return record;
}
