import type { Ctx } from '../../lib/context.ts';
import { KaError } from '../../lib/errors.ts';
import type { Embedder } from '../../models/embedder.ts';
import { readConfig } from '../../store/config.ts';
import type { Project } from '../../store/project.ts';
import { refuseSecrets } from '../../store/redact/redact.ts';
import { chunkId } from '../evidence/chunks.ts';
import { findKind } from '../kinds.ts';
import type { Entry } from '../search/entries.ts';
import { type Found, type Hit, type Query, searchRecords } from '../search/query.ts';
import { embeddedText, evidenceChunks } from './fill.ts';
import { keyOf, readVectors, refuseMixed } from './kept.ts';

/** So many of each list are fused. */
const DEPTH = 100;
/** Of reciprocal rank fusion. Source: Cormack, Clarke and Büttcher 2009. */
const K = 60;
const LENGTH = 240;
const DIGITS = 1e4;

/** The cosine of the angle between two vectors; 0 where one has no direction. */
export function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [dot, aa, bb] = [0, 0, 0];
  for (let at = 0; at < a.length; at++) {
    dot += a[at]! * b[at]!;
    aa += a[at]! * a[at]!;
    bb += b[at]! * b[at]!;
  }
  return aa === 0 || bb === 0 ? 0 : dot / Math.sqrt(aa * bb);
}

const rounded = (score: number): number => Math.round(score * DIGITS) / DIGITS;
const idOf = ({ record, chunk }: Entry): string => chunkId(record, chunk!);
const byScore = (a: Hit, b: Hit): number => b.score! - a.score! || (idOf(a) < idOf(b) ? 1 : -1);

/** The beginning of a chunk: nothing in it was found as it stands. */
const beginning = ({ texts }: Entry): Hit['matches'] => [
  { field: 'body', text: (texts.body ?? '').slice(0, LENGTH).replace(/\s/g, ' '), offset: 0, spans: [] },
];

/**
 * Chunks of evidence that are nearest in meaning, by the cosine of their vectors.
 *
 * @throws KaError `secret` before the words are sent, `no-vectors`, `mixed-vectors`; as the embedder
 */
export async function searchByMeaning(project: Project, ctx: Ctx, embedder: Embedder, query: Query): Promise<Found> {
  refuseSecrets(query.words, readConfig(project, ctx).redaction.allow);
  const vectors = readVectors(project, embedder.model);
  if (vectors.byText.size === 0)
    throw new KaError('no-vectors', `There are no vectors of ${embedder.model} yet.`, 'ka model embed');
  const { entries: all, problems } = evidenceChunks(project, ctx);
  const { status } = query;
  const entries = status === undefined ? all : all.filter(({ record }) => record.fields.status === status);
  const [asked] = (await embedder.embed([`${embedder.queryPrompt}${query.words}`])) as [number[]];
  refuseMixed(vectors, asked);
  const hits = entries.flatMap((entry): Hit[] => {
    const vector = vectors.byText.get(keyOf(embeddedText(entry)));
    return vector ? [{ ...entry, score: rounded(cosine(asked, vector)), matches: beginning(entry) }] : [];
  });
  const lacking = entries.length - hits.length;
  const notes = lacking > 0 ? [`${lacking} chunks have no vector and were not looked at: ka model embed`] : [];
  return {
    total: hits.length,
    hits: hits.sort(byScore).slice(0, query.limit),
    problems: [...problems, ...notes],
  };
}

/** The best of both, words and meaning: each place in a list counts 1 / (60 + place). */
export async function searchBoth(project: Project, ctx: Ctx, embedder: Embedder, query: Query): Promise<Found> {
  const deep = { ...query, kind: findKind(project, ctx, 'evidence'), limit: DEPTH };
  const meaning = await searchByMeaning(project, ctx, embedder, deep);
  const words = searchRecords(project, ctx, deep);
  const fused = new Map<string, Hit>();
  for (const { hits } of [words, meaning])
    for (const [at, hit] of hits.entries()) {
      const known = fused.get(idOf(hit));
      const score = (known?.score ?? 0) + 1 / (K + at + 1);
      fused.set(idOf(hit), { ...(known ?? hit), score });
    }
  const hits = [...fused.values()].sort(byScore).map((hit) => ({ ...hit, score: rounded(hit.score!) }));
  const problems = [...new Set([...words.problems, ...meaning.problems])];
  return { total: hits.length, hits: hits.slice(0, query.limit), problems };
}
