import type { Ctx } from '../../lib/context.ts';
import type { Project } from '../../store/project.ts';
import { byAge } from '../age.ts';
import type { Kind } from '../contract.ts';
import { readKinds } from '../kinds.ts';
import { score } from './bm25.ts';
import { type Entry, readEntries } from './entries.ts';
import { type Snippet, snippetOf } from './snippet.ts';
import { type Span, spansOfTerms, spansOfText } from './words.ts';

/** What to look for, and where. */
export interface Query {
  words: string;
  /** All kinds by default, but for the ledger, whose lines repeat what records say. */
  kind?: Kind | undefined;
  status?: string | undefined;
  limit: number;
}

/** An entry that was found, and where in it. */
export interface Hit extends Entry {
  /** Null where nothing is weighed. */
  score: number | null;
  matches: Snippet[];
}

export interface Found {
  total: number;
  hits: Hit[];
  problems: string[];
}

const kindsOf = (project: Project, ctx: Ctx, { kind }: Query): Kind[] =>
  kind ? [kind] : [...readKinds(project, ctx).values()].filter((one) => one.kind !== 'ledger');

const matchesIn = ({ texts }: Entry, find: (text: string) => Span[]): Snippet[] =>
  Object.entries(texts).flatMap(([field, text]) => {
    const spans = find(text);
    return spans.length === 0 ? [] : [snippetOf(field, text, spans)];
  });

const fits = ({ record }: Entry, status: string | undefined): boolean =>
  status === undefined || record.fields.status === status;

/** What best fits some words, in records and in chunks of evidence; of equals the newest first. */
export function searchRecords(project: Project, ctx: Ctx, query: Query): Found {
  const { entries, problems } = readEntries(project, kindsOf(project, ctx, query));
  const texts = entries.map((entry) => entry.texts);
  const ranked = score(texts, query.words)
    .map((found) => ({ ...found, entry: entries[found.at]! }))
    .filter(({ entry }) => fits(entry, query.status))
    .sort((a, b) => b.score - a.score || byAge(b.entry.record, a.entry.record) || a.at - b.at);
  const hits = ranked.slice(0, query.limit).map(({ entry, score: weight, terms }) => ({
    ...entry,
    score: weight,
    matches: matchesIn(entry, spansOfTerms(new Set(terms))),
  }));
  return { total: ranked.length, hits, problems };
}

/** What says exactly this, newest first. */
export function findText(project: Project, ctx: Ctx, query: Query): Found {
  const { entries, problems } = readEntries(project, kindsOf(project, ctx, query));
  const find = spansOfText(query.words);
  const hits = entries
    .filter((entry) => fits(entry, query.status))
    .map((entry): Hit => ({ ...entry, score: null, matches: matchesOf(entry, find, query.words.length) }))
    .filter(({ matches }) => matches.length > 0)
    .sort((a, b) => byAge(b.record, a.record));
  return { total: hits.length, hits: hits.slice(0, query.limit), problems };
}

/** What begins in a chunk is found in it, though it ends in the next. */
function matchesOf(entry: Entry, find: (text: string) => Span[], length: number): Snippet[] {
  const { chunk, record, texts } = entry;
  if (!chunk) return matchesIn(entry, find);
  const body = record.body.slice(chunk.start, chunk.end + length * 2);
  const within = (text: string): Span[] => find(text).filter(([from]) => from < chunk.end - chunk.start);
  return matchesIn({ ...entry, texts: { ...texts, body } }, within);
}
