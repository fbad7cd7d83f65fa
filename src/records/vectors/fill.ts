import type { Ctx } from '../../lib/context.ts';
import { KaError } from '../../lib/errors.ts';
import type { Embedder } from '../../models/embedder.ts';
import { readConfig } from '../../store/config.ts';
import type { Project } from '../../store/project.ts';
import { findSecrets } from '../../store/redact/redact.ts';
import { addRecord } from '../add.ts';
import { chunkId, refuseWhole } from '../evidence/chunks.ts';
import { findKind } from '../kinds.ts';
import { findRecord } from '../read.ts';
import { type Entry, entriesOf, readEntries } from '../search/entries.ts';
import { keyOf, readVectors, refuseMixed, type Vectors, writeVectors } from './kept.ts';

/** What filling gave. */
export interface Filled {
  /** Chunks that there are, and those that had no vector. */
  chunks: number;
  missing: number;
  /** Numbers in a vector; null without one. */
  length: number | null;
}

/** So many texts between two writes of the file. */
const PORTION = 512;

/** What of a chunk is embedded: its text under its headings. */
export const embeddedText = ({ texts }: Entry): string => [texts.headings, texts.body].filter(Boolean).join('\n');

/** Chunks of the evidence that was taken in, and what could not be read. */
export function evidenceChunks(project: Project, ctx: Ctx): { entries: Entry[]; problems: string[] } {
  return readEntries(project, [findKind(project, ctx, 'evidence')]);
}

/** Chunks of one document. @throws KaError `no-record`, `not-chunked` */
function chunksOfOne(project: Project, ctx: Ctx, id: string): Entry[] {
  const { kind, record } = findRecord(project, ctx, id);
  refuseWhole(kind, record);
  return entriesOf(kind, record);
}

/** What leaves passes the gate: a hand may have written a document. @throws KaError `secret` */
function refuseSecretChunks(project: Project, ctx: Ctx, entries: readonly Entry[]): void {
  const { allow } = readConfig(project, ctx).redaction;
  for (const entry of entries) {
    const [found] = findSecrets(embeddedText(entry), allow);
    if (!found) continue;
    const says = `Nothing was sent: ${chunkId(entry.record, entry.chunk!)} holds what looks like a secret (${found.pattern}). If it is none, allow the text under redaction.allow in .kaizen/config.yaml.`;
    throw new KaError('secret', says);
  }
}

/**
 * Makes the vectors that chunks of evidence lack. They are kept as they come: interrupted, the next call goes on.
 *
 * @param id one document; default: all
 * @param anew also those that are there
 * @throws KaError `secret` before anything is sent, `mixed-vectors`; as the embedder
 */
export async function fillVectors(
  project: Project,
  ctx: Ctx,
  embedder: Embedder,
  { id, anew = false }: { id?: string | undefined; anew?: boolean | undefined },
): Promise<Filled> {
  const { model, title, provider } = embedder;
  const entries = id === undefined ? evidenceChunks(project, ctx).entries : chunksOfOne(project, ctx, id);
  const vectors: Vectors = anew ? { model, byText: new Map() } : readVectors(project, model);
  const lacking = entries.filter((entry) => !vectors.byText.has(keyOf(embeddedText(entry))));
  const texts = [...new Set(lacking.map(embeddedText))];
  const filled = (): Filled => ({
    chunks: entries.length,
    missing: lacking.length,
    length: vectors.byText.values().next().value?.length ?? null,
  });
  refuseSecretChunks(project, ctx, lacking);
  if (ctx.dryRun || texts.length === 0) return filled();
  const began = ctx.now();
  for (let at = 0; at < texts.length; at += PORTION) {
    const some = texts.slice(at, at + PORTION);
    ctx.progress(`embedding ${at + some.length} of ${texts.length}`);
    const made = await embedder.embed(some);
    made.forEach((vector, index) => {
      refuseMixed(vectors, vector);
      vectors.byText.set(keyOf(some[index]!), Float32Array.from(vector));
    });
    writeVectors(project, vectors);
  }
  const event = {
    type: 'model_call',
    name: 'model embed',
    summary: `${texts.length} texts were embedded.`,
    model: title,
    provider,
    status: 'completed',
    latency_ms: Math.max(0, Math.round(ctx.now() - began)),
  };
  addRecord(project, ctx, findKind(project, ctx, 'trace'), { fields: event, sections: {} });
  return filled();
}
