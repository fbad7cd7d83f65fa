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
  const texts: Record<string, string> = {};
  for (const name of kind.search) texts[name] = name === 'body' ? record.body : textOf(record.fields[name]);
  return [{ kind, record, texts }];
}

/** All that can be found in the records of these kinds, and what could not be read of them, a sentence each. */
export function readEntries(project: Project, kinds: readonly Kind[]): { entries: Entry[]; problems: string[] } {
  const entries: Entry[] = [];
  const problems: string[] = [];
  for (const kind of kinds) {
    const read = readRecords(project, kind);
    for (const record of read.records) for (const entry of entriesOf(kind, record)) entries.push(entry);
    problems.push(...read.problems);
  }
  return { entries, problems };
}

/** What an index weighs: the first field of a kind as its title. Every slot has a text, if an empty one. */
export function slotsOf(texts: Readonly<Record<string, string>>): {
  title: string;
  summary: string;
  body: string;
  more: string;
} {
  const slots = { title: '', summary: '', body: '', more: '' };
  let first = true;
  for (const name in texts) {
    if (first) slots.title = texts[name]!;
    else if (name === 'summary' || name === 'body') slots[name] = texts[name]!;
    else slots.more += `${texts[name]}\n`;
    first = false;
  }
  return slots;
}
