import { createHash } from 'node:crypto';
import type { Ctx } from '../../lib/context.ts';
import { KaError } from '../../lib/errors.ts';
import { isoTime } from '../../lib/time.ts';
import { readConfig } from '../../store/config.ts';
import type { Project } from '../../store/project.ts';
import { redactSecrets } from '../../store/redact/redact.ts';
import { type Added, addRecord, findByKey } from '../add.ts';
import type { ManagedRecord } from '../contract.ts';
import { findKind } from '../kinds.ts';
import { chunksOf } from './chunks.ts';
import { cleanText } from './clean.ts';
import { extractText } from './extract.ts';
import { readOrigin } from './origin.ts';

/** What is said about a file that is taken in. */
export interface IngestOptions {
  allowExternal: boolean;
  redact: boolean;
  title?: string | undefined;
  summary?: string | undefined;
  sourceId?: string | undefined;
  authorityTier?: string | undefined;
  versionOrCommit?: string | undefined;
  license?: string | undefined;
  supersedes?: string | undefined;
  task?: string | undefined;
  by?: string | undefined;
}

export interface Ingested extends Added {
  /** The lock of its source; null: that of a dry run, or none is known. */
  source: string | null;
  chunks: number;
}

const TITLE_WORDS = 40;
const OP = 'ingest';

const told = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null));

const known = (record: ManagedRecord): Ingested => ({
  status: 'unchanged',
  record,
  warnings: [],
  needs: [],
  source: typeof record.fields.source === 'string' ? record.fields.source : null,
  chunks: chunksOf(record).length,
});

/**
 * Takes a file in as evidence: the lock of its source, and a document with its text, cut into chunks. The same bytes from
 * the same place are one, however often they come. A program killed between the two writes is finished by the next call.
 *
 * @param path as it was typed
 * @throws KaError as `readOrigin`, `extractText`, `cleanText` and `addRecord`; `source-differs` (exit 1) where a lock of
 *   that name and version stands for other bytes
 */
export async function ingestFile(project: Project, ctx: Ctx, path: string, options: IngestOptions): Promise<Ingested> {
  const { origin, bytes } = readOrigin(project, ctx, path, options.allowExternal);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const kind = findKind(project, ctx, 'evidence');
  const before = findByKey(project, kind, [origin, sha256]);
  if (before) return known(before);
  const document = await extractText(path, bytes);
  const { allow } = readConfig(project, ctx).redaction;
  const { text, redacted } = cleanText(path, document.text, {
    allow,
    redact: options.redact,
    derived: document.media === 'html' || document.media === 'pdf',
  });
  const source = lockSource(project, ctx, origin, sha256, options);
  const found = document.title && redactSecrets(document.title, allow).value;
  const title = options.title ?? found?.split(/\s+/).slice(0, TITLE_WORDS).join(' ');
  const { media, method } = document;
  const { task, by } = options;
  const fields = told({
    title: title || origin,
    summary: options.summary,
    // A dry run has no lock that the document could name.
    source: ctx.dryRun && source.status === 'added' ? null : source.record.id,
    ...{ origin, sha256, media, method, task },
    redacted: redacted.length > 0 ? redacted : null,
  });
  const chunks = chunksOf({ body: text, fields }).length;
  const given = { fields: { ...fields, chunks }, sections: {}, body: text };
  const added = addRecord(project, ctx, kind, given, { by, op: OP });
  return { ...added, source: source.record.id, chunks };
}

/** The lock of what was read; the one that stands there for the same name and version must be of the same bytes. */
function lockSource(project: Project, ctx: Ctx, origin: string, sha256: string, options: IngestOptions): Added {
  const kind = findKind(project, ctx, 'source');
  const hash = `sha256:${sha256}`;
  const fields = told({
    source_id: options.sourceId ?? origin,
    authority_tier: options.authorityTier ?? 'implementation',
    url_or_repository: origin,
    version_or_commit: options.versionOrCommit ?? hash.slice(0, 'sha256:'.length + 12),
    retrieved_at: isoTime(ctx.now()),
    content_hash: hash,
    license: options.license,
    supersedes: options.supersedes,
    summary: options.summary ?? `Taken in from ${origin}.`,
    task: options.task,
  });
  const lock = addRecord(project, ctx, kind, { fields, sections: {} }, { by: options.by, op: OP });
  const { content_hash: other = hash } = lock.record.fields;
  if (other !== hash && other !== sha256)
    throw new KaError(
      'source-differs',
      `${lock.record.id} locks ${fields.source_id} ${fields.version_or_commit} to other bytes: say which version this is.`,
      `ka record show ${lock.record.id}`,
      1,
    );
  return lock;
}
