import type { Ctx } from '../../lib/context.ts';
import { KaError } from '../../lib/errors.ts';
import { nearest } from '../../lib/nearest.ts';
import { findEmbedder } from '../../models/embedder.ts';
import { chunkId, plainChunk } from '../../records/evidence/chunks.ts';
import { readKinds } from '../../records/kinds.ts';
import { type Found, findText, type Hit, type Query, searchRecords } from '../../records/search/query.ts';
import { bold } from '../../records/search/snippet.ts';
import { searchBoth, searchByMeaning } from '../../records/vectors/search.ts';
import { findProject, type Project } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';

interface Input {
  kind?: string;
  query?: string[];
  status?: string;
  limit: number;
  substring: boolean;
  semantic?: boolean;
  hybrid?: boolean;
}

const idOf = ({ record, chunk }: Hit): string => (chunk ? chunkId(record, chunk) : record.id);

/** The field that names a record to people. */
const titleField = ({ record: { fields }, kind }: Hit): string =>
  ['title', kind.search[0]!, 'summary'].find((name) => fields[name] !== undefined) ?? 'title';

const titleOf = (hit: Hit): string => String(hit.record.fields[titleField(hit)] ?? '');

function plainHit(hit: Hit): Record<string, unknown> {
  const { kind, record, chunk, chunks = 0, score, matches } = hit;
  const beside = (index: number): string | null => (index >= 0 && index < chunks ? chunkId(record, { index }) : null);
  const part = chunk && {
    ...plainChunk(record, chunk),
    previous: beside(chunk.index - 1),
    next: beside(chunk.index + 1),
  };
  const { status } = record.fields;
  return {
    id: idOf(hit),
    kind: kind.kind,
    ...(status === undefined ? {} : { status }),
    title: titleOf(hit),
    path: record.path,
    ...part,
    score,
    matches,
  };
}

function hitText(hit: Hit, color: boolean): string {
  const { kind, record, chunk, score, matches } = hit;
  const found = (field: string) => matches.find((match) => match.field === field);
  const [title, headings] = [titleField(hit), 'headings'].map(found);
  const piece = found('body') ?? matches.find((match) => match !== title && match !== headings);
  const lines = [
    title ? bold(title, color) : titleOf(hit),
    headings ? bold(headings, color) : chunk?.headings.join(' > '),
    piece ? bold(piece, color).trim() : chunk ? null : record.fields.summary,
  ];
  const head = [idOf(hit), kind.kind, record.fields.status, score?.toFixed(2)];
  return [head.filter(Boolean).join('  '), ...lines.filter(Boolean).map((line) => `  ${line}`)].join('\n');
}

/** Asks the embedding model. @throws KaError `not-chunked` for another kind than evidence; as the searches */
async function searchVectors(project: Project, ctx: Ctx, query: Query, both: boolean): Promise<Found> {
  if (query.kind && query.kind.kind !== 'evidence')
    throw new KaError('not-chunked', `Only evidence is searched by meaning, not ${query.kind.kind}.`);
  const search = both ? searchBoth : searchByMeaning;
  return search(project, ctx, findEmbedder(project, ctx), query);
}

export default defineCommand<Input>({
  summary: 'search managed records and evidence, best first',
  description:
    'Ranks by BM25: the title counts three times, the summary twice; a word of three letters or more also finds what begins with it. Evidence is found by its chunks, with the headings above them. Without a kind, all are searched.',
  positional: ['kind', 'query'],
  input: {
    kind: { type: 'string', description: 'task, gotcha, evidence … (ka record kinds); left out: all of them' },
    query: { type: 'array', items: { type: 'string' }, description: 'what to look for', placeholder: 'words' },
    status: { type: 'string', description: 'only those of this status' },
    limit: { type: 'integer', minimum: 1, default: 10, description: 'at most so many' },
    substring: {
      type: 'boolean',
      description: 'find what says exactly this (in small or capital letters), newest first',
    },
    semantic: {
      type: 'boolean',
      description: 'evidence that is nearest in meaning; asks the embedding model (ka model embed)',
      inTool: null,
    },
    hybrid: { type: 'boolean', description: 'evidence by words and by meaning, fused by rank', inTool: null },
  },
  exclusive: [
    ['semantic', 'hybrid'],
    ['semantic', 'substring'],
    ['hybrid', 'substring'],
  ],
  tool: 'read',
  examples: [
    { line: 'ka record query gotcha retry error', says: 'gotchas that speak of retry or error, the best first' },
    { line: 'ka record query login timeout', says: 'in all kinds' },
    { line: 'ka record query evidence canonical json', says: 'chunks of the documents that were taken in' },
  ],
  async run({ kind: first, query = [], status, limit, substring, semantic, hybrid }, ctx) {
    const project = findProject(ctx);
    const kinds = readKinds(project, ctx);
    const kind = kinds.get(first?.toLowerCase() ?? '');
    const words = [...(kind || first === undefined ? [] : [first]), ...query].join(' ').trim();
    if (words === '')
      throw new KaError(
        'missing-input',
        'No words to look for were given.',
        `ka record query ${kind ? `${kind.kind} ` : ''}WORDS`,
      );
    const near = kind || !first || query.length === 0 ? null : nearest(first, [...kinds.keys()]);
    const what = { words, kind, status, limit };
    const found =
      semantic || hybrid
        ? await searchVectors(project, ctx, what, hybrid === true)
        : substring
          ? findText(project, ctx, what)
          : searchRecords(project, ctx, what);
    const { total, hits, problems } = found;
    const more = total - hits.length;
    const none = `Nothing here ${substring ? 'says' : 'speaks of'} "${words.slice(0, 80)}"${status ? ` with the status ${status}` : ''}.`;
    return {
      data: {
        schema_version: 1,
        query: words,
        kind: kind?.kind ?? null,
        mode: semantic ? 'semantic' : hybrid ? 'hybrid' : substring ? 'substring' : 'words',
        total,
        hits: hits.map((hit) => plainHit(hit)),
        problems,
      },
      text:
        hits.length === 0
          ? none
          : [
              hits.map((hit) => hitText(hit, ctx.color)).join('\n\n'),
              ...(more > 0 ? [`… and ${more} more: --limit ${total}`] : []),
            ].join('\n\n'),
      notes: [...(near ? [`"${first}" is no kind and is searched as a word; the kind is ${near}.`] : []), ...problems],
    };
  },
});
