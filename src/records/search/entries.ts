import type { Project } from '../../store/project.ts';
import type { Kind, ManagedRecord } from '../contract.ts';
import { chunksOf, chunkText } from '../evidence/chunks.ts';
import type { Chunk } from '../evidence/cut.ts';
import { readRecords } from '../read.ts';

/** What is found as one: a record, or a chunk of it. */
export interface Entry {
  kind: Kind;
  record: ManagedRecord;
  chunk?: Chunk;
  /** How many chunks its record has. */
  chunks?: number;
  /** What is searched, by field, in the order of its kind. */
  texts: Readonly<Record<string, string>>;
}

const textOf = (value: unknown): string =>
  value === undefined || value === null ? '' : typeof value === 'string' ? value : [value].flat().map(plain).join(' ');

const plain = (value: unknown): string => (typeof value === 'object' ? JSON.stringify(value) : String(value));

/** What of a record is searched; a chunk by its headings and its text. */
export function entriesOf(kind: Kind, record: ManagedRecord): Entry[] {
  if (kind.chunked)
    return chunksOf(record).map((chunk, _, { length }) => ({
      kind,
      record,
      chunk,
      chunks: length,
      texts: {
        headings: chunk.headings.join(' > '),
        body: chunkText(record, chunk),
        title: textOf(record.fields.title),
      },
    }));
  const names = kind.search.filter((name) => name !== 'body' || kind.store === 'doc');
  const texts = names.map((name) => [name, name === 'body' ? record.body : textOf(record.fields[name])]);
  return [{ kind, record, texts: Object.fromEntries(texts) }];
}

/** All that can be found in the records of these kinds, and what could not be read of them, a sentence each. */
export function readEntries(project: Project, kinds: readonly Kind[]): { entries: Entry[]; problems: string[] } {
  const read = kinds.map((kind) => ({ kind, ...readRecords(project, kind) }));
  return {
    entries: read.flatMap(({ kind, records }) => records.flatMap((record) => entriesOf(kind, record))),
    problems: read.flatMap(({ problems }) => problems),
  };
}

/** What an index weighs: the first field of a kind as its title. Every slot has a text, if an empty one. */
export function slotsOf(
  texts: Readonly<Record<string, string>>,
): Record<'title' | 'summary' | 'body' | 'more', string> {
  const [first = '', ...rest] = Object.keys(texts);
  const more = rest.filter((name) => name !== 'summary' && name !== 'body').map((name) => texts[name]);
  const at = (name: string): string => (name === first ? '' : (texts[name] ?? ''));
  return { title: texts[first] ?? '', summary: at('summary'), body: at('body'), more: more.join('\n') };
}
