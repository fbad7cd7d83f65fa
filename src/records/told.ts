import type { Ctx } from '../lib/context.ts';
import type { Project } from '../store/project.ts';
import type { ManagedRecord } from './contract.ts';
import { findKind } from './kinds.ts';
import { readRecords } from './read.ts';

/** One revision as the ledger knows it. */
export interface ToldRevision {
  rev: number;
  /** Null: it was taken away. */
  hash: string | null;
  status: string | undefined;
  op: string;
}

/** What the ledger says, by the id of the record; revisions in their order. */
export type Told = ReadonlyMap<string, readonly ToldRevision[]>;

/** The op of the line that says that a record was taken away. */
export const REMOVED = 'remove';

/** Reads the ledger whole. */
export const readTold = (project: Project, ctx: Ctx): Told =>
  toldBy(readRecords(project, findKind(project, ctx, 'ledger')).records);

/** What these lines of the ledger say. */
export function toldBy(lines: readonly ManagedRecord[]): Told {
  const told = new Map<string, ToldRevision[]>();
  for (const line of lines) {
    const one = revisionOf(line);
    if (!one) continue;
    const target = String(line.fields.of);
    const known = told.get(target);
    if (known) known.push(one);
    else told.set(target, [one]);
  }
  for (const revisions of told.values()) revisions.sort((a, b) => a.rev - b.rev);
  return told;
}

function revisionOf({ fields }: ManagedRecord): ToldRevision | null {
  const { of_rev: rev, of_hash: hash, status, op } = fields;
  if (typeof rev !== 'number') return null;
  return {
    rev,
    hash: typeof hash === 'string' ? hash : null,
    status: typeof status === 'string' ? status : undefined,
    op: String(op),
  };
}
