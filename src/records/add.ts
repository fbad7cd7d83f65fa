import type { Ctx } from '../lib/context.ts';
import { KaError } from '../lib/errors.ts';
import { isoTime } from '../lib/time.ts';
import type { Project } from '../store/project.ts';
import { callerOf } from './caller.ts';
import type { Kind, ManagedRecord } from './contract.ts';
import type { Given } from './fields.ts';
import { passStatus } from './gate.ts';
import { keyTail, newId } from './ids.ts';
import { judgeNew } from './judge-new.ts';
import { readFile, readRecords, recordFiles } from './read.ts';
import { needsOf, surroundings } from './surroundings.ts';
import { putRecord, refuseProblems, withRecords } from './write.ts';

/** What is not a field: who, under which name it is known to the caller, and how strictly it is taken. */
export interface AddOptions {
  key?: string | undefined;
  by?: string | undefined;
  /** A missing heading is an error. */
  strict?: boolean | undefined;
  reason?: string | undefined;
  /** What the ledger calls it: a code, or `add`. */
  op?: string | undefined;
}

/** What adding gave: the record, whether it is new, what is odd about it, what it still needs. */
export interface Added {
  status: 'added' | 'unchanged';
  record: ManagedRecord;
  warnings: string[];
  needs: string[];
}

/**
 * Adds a record, once for each key of its caller or of its kind (`natural_key`).
 *
 * @throws KaError `bad-record` naming all that is wrong, `gate` (exit 1), `secret`, `busy`
 */
export function addRecord(project: Project, ctx: Ctx, kind: Kind, given: Given, options: AddOptions = {}): Added {
  const { fields, body, problems, headings } = judgeNew(project, ctx, kind, given);
  refuseProblems([...problems, ...(options.strict ? headings : [])], `ka record add ${kind.kind}`);
  return withRecords(project, ctx, () => {
    const key = options.key ?? naturalKey(kind, fields);
    const tail = key === undefined ? undefined : keyTail(kind, key);
    const known = tail === undefined ? null : findByTail(project, kind, tail);
    if (known) return { status: 'unchanged', record: known, warnings: [], needs: needsOf(project, ctx, kind, known) };
    const now = isoTime(ctx.now());
    const id = newId(kind, ctx, tail);
    const record: ManagedRecord = {
      id,
      kind: kind.kind,
      rev: 1,
      fields,
      body,
      path: `${kind.folder}/${id}.md`,
      ...(options.key === undefined ? {} : { key: options.key }),
      by: options.by ?? callerOf(ctx),
      created: now,
      ...(kind.store === 'log' ? {} : { updated: now }),
    };
    const { status } = fields;
    if (typeof status === 'string')
      passStatus(surroundings(project, ctx, kind, record), undefined, status, options.reason);
    if (options.reason) keepReason(kind, record, options.reason);
    const note = String(fields.title ?? fields.summary ?? '');
    const written = putRecord(project, ctx, kind, record, { op: options.op ?? 'add', note });
    const warnings = headings.map(
      ({ field, example }) => `${id} has nothing under ${field}.${example ? ` ${example}` : ''}`,
    );
    return { status: 'added', record: written, warnings, needs: needsOf(project, ctx, kind, written) };
  });
}

/** The values that make a record the same one; undefined where the kind names none, or one of them is unknown. */
function naturalKey(kind: Kind, fields: Readonly<Record<string, unknown>>): unknown {
  const values = (kind.natural_key ?? []).map((name) => fields[name] ?? null);
  return values.length === 0 || values.includes(null) ? undefined : values;
}

function findByTail(project: Project, kind: Kind, tail: string): ManagedRecord | null {
  if (kind.store === 'log') return readRecords(project, kind).records.find(({ id }) => id.endsWith(`_${tail}`)) ?? null;
  const name = recordFiles(project, kind).find((file) => file.endsWith(`_${tail}.md`));
  return name === undefined ? null : readFile(project, kind, name);
}

/** Keeps why a gate was passed without what it needs. @throws KaError `no-reason` where the kind has no place for it */
export function keepReason(kind: Kind, record: ManagedRecord, reason: string): void {
  if (!('close_reason' in kind.fields))
    throw new KaError('no-reason', `${kind.kind} has no gate that --reason passes.`, `ka record kinds ${kind.kind}`);
  record.fields.close_reason = reason;
}
