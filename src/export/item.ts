import type { ExecutionRecord } from '../metrics/contract.ts';
import type { Digest } from '../sessions/digests/digest.ts';

/** One thing that may leave the machine: a session's digest or an execution record, past the redaction gate. */
export type ExportItem = SessionItem | ExecutionItem;

interface Item {
  /** Of the digest (`claude:9b1d…`) or the record (`x_…`). */
  id: string;
  /** SHA-256 over the body: a backend that acknowledged it is not told again. */
  hash: string;
  /** Digest id of the session, and of the outermost one above it: its trace. Null for a record without a session. */
  session: string | null;
  root: string | null;
  /** `host/owner/name` of the repository; null where it is not known. */
  repo: string | null;
}

export interface SessionItem extends Item {
  kind: 'session';
  body: Digest;
}

export interface ExecutionItem extends Item {
  kind: 'execution';
  body: ExecutionRecord;
}

/** When it began, ISO 8601; null where the harness notes no times. */
export const startOf = (item: ExportItem): string | null =>
  item.kind === 'session' ? item.body.started : item.body.timestamp;
