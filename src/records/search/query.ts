import type { Ctx } from '../../lib/context.ts';
import { sha256 } from '../../lib/sha256.ts';
import type { Project } from '../../store/project.ts';
import { byAge } from '../age.ts';
import type { Kind } from '../contract.ts';
import { readKinds } from '../kinds.ts';
import { rank } from './bm25.ts';
import type { Entry } from './entries.ts';
import { currentIndex } from './kept-index.ts';
import { type Snippet, snippetOf } from './snippet.ts';
import { entryKey, readUnit, type Unit, unitKey, unitsOf } from './units.ts';
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

const kindsOf = (project: Project, ctx: Ctx, kind?: Kind): Kind[] =>
  kind ? [kind] : [...readKinds(project, ctx).values()].filter((one) => one.kind !== 'ledger');

const matchesIn = ({ texts }: Entry, find: (text: string) => Span[]): Snippet[] =>
  Object.entries(texts).flatMap(([field, text]) => {
    const spans = find(text);
    return spans.length === 0 ? [] : [snippetOf(field, text, spans)];
  });

/** What best fits some words, in records and in chunks of evidence: BM25, the same whatever the order of files. */
export async function searchRecords(project: Project, ctx: Ctx, query: Query): Promise<Found> {
  const kinds = kindsOf(project, ctx, query.kind);
  const units = unitsOf(project, kinds);
  const format = sha256(`1 ${ctx.version} ${kinds.map(({ kind, search, chunked }) => [kind, search, chunked]).join()}`);
  const name = `search-${query.kind?.kind ?? 'all'}`;
  const { index, problems } = await currentIndex(project, ctx, units, { name, format });
  const ranked = rank(index, query.words, query.status);
  const entryOf = entriesByKey(project, ctx, units);
  const hits = ranked.slice(0, query.limit).flatMap(({ key, score, terms }): Hit[] => {
    const entry = entryOf(key);
    return entry ? [{ ...entry, score, matches: matchesIn(entry, spansOfTerms(new Set(terms))) }] : [];
  });
  return { total: ranked.length, hits, problems };
}

/** What says exactly this, newest first. */
export function findText(project: Project, ctx: Ctx, query: Query): Found {
  const find = spansOfText(query.words);
  const matches = (entry: Entry): Snippet[] =>
    matchesIn(beyondItsEnd(entry, query.words.length * 2), (text) =>
      find(text).filter(([from]) => !entry.chunk || from < entry.chunk.end - entry.chunk.start),
    );
  const problems: string[] = [];
  const found = unitsOf(project, kindsOf(project, ctx, query.kind)).flatMap((unit) => {
    const read = readUnit(project, ctx, unit);
    problems.push(...read.problems);
    return read.entries
      .filter(({ record }) => query.status === undefined || record.fields.status === query.status)
      .map((entry): Hit => ({ ...entry, score: null, matches: matches(entry) }))
      .filter((hit) => hit.matches.length > 0);
  });
  found.sort((a, b) => byAge(b.record, a.record));
  return { total: found.length, hits: found.slice(0, query.limit), problems };
}

/** Entries by the key that an index has for them; the few that were found are read, no others. */
function entriesByKey(project: Project, ctx: Ctx, units: readonly Unit[]): (key: string) => Entry | undefined {
  const known = new Map(units.map((unit) => [unitKey(unit), unit]));
  const read = new Map<Unit, Map<string, Entry>>();
  return (key) => {
    // A chunk's number follows the name of a file, an id that of a log.
    const unit = known.get(key.replace(/#\d+$/, '')) ?? known.get(`${key.split('/')[0]}/`);
    if (!unit) return undefined;
    const entries =
      read.get(unit) ?? new Map(readUnit(project, ctx, unit).entries.map((entry) => [entryKey(unit, entry), entry]));
    read.set(unit, entries);
    return entries.get(key);
  };
}

/** A chunk with what follows it, so that what begins in it is found whole. */
function beyondItsEnd(entry: Entry, length: number): Entry {
  const { chunk, record, texts } = entry;
  return chunk ? { ...entry, texts: { ...texts, body: record.body.slice(chunk.start, chunk.end + length) } } : entry;
}
