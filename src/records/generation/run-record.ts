import type { Ctx } from '../../lib/context.ts';
import { KaError } from '../../lib/errors.ts';
import { quote } from '../../models/ask.ts';
import { untilInterrupted } from '../../store/process/interrupt.ts';
import type { Project } from '../../store/project.ts';
import { addRecord } from '../add.ts';
import type { ManagedRecord } from '../contract.ts';
import { findKind } from '../kinds.ts';
import { readRecords } from '../read.ts';
import { updateRecord } from '../update.ts';

/** Fields of a generative run. */
export type RunFields = Readonly<Record<string, unknown>>;

/** A run while it goes on. */
export interface Run {
  id: string;
  /** Ends what the run waits for. */
  signal: AbortSignal;
  /** Puts down what is known by now: it stays, however the run ends. */
  note(fields: RunFields): void;
}

export const RUN_KIND = 'generative-run';
const MOST_WORDS = 80;

/** A sentence of a backend as a record can keep it. */
const errorText = (error: unknown): string =>
  quote(error instanceof Error ? error.message : String(error))
    .split(' ')
    .slice(0, MOST_WORDS)
    .join(' ');

/**
 * Does work of which a record stands before anything leaves the machine, and says how it ended: also where it failed, or
 * was interrupted. Killed, it leaves a record that was never finished.
 *
 * @param op what the ledger calls it
 * @param work answers what the record says in the end, its status among it, and a value
 * @throws what `work` throws, with the run's id in the hint
 */
export async function recordRun<T>(
  project: Project,
  ctx: Ctx,
  op: string,
  start: RunFields,
  work: (run: Run) => Promise<{ fields: RunFields; value: T }>,
): Promise<{ record: ManagedRecord; value: T }> {
  const kind = findKind(project, ctx, RUN_KIND);
  const given = { fields: { ...start, status: 'queued' }, sections: {} };
  const { id } = addRecord(project, ctx, kind, given, { op }).record;
  const began = ctx.now();
  let noted: RunFields = {};
  const finish = (fields: RunFields): ManagedRecord => {
    const latency_ms = Math.max(0, Math.round(ctx.now() - began));
    const ended = { fields: { latency_ms, ...noted, ...fields }, sections: {} };
    return updateRecord(project, ctx, id, () => ended, { op, note: String(fields.error ?? fields.status) }).record;
  };
  try {
    const { fields, value } = await untilInterrupted((signal) =>
      work({
        id,
        signal,
        note: (more) => {
          noted = { ...noted, ...more };
          updateRecord(project, ctx, id, () => ({ fields: { ...noted }, sections: {} }), { op });
        },
      }),
    );
    return { record: finish(fields), value };
  } catch (error) {
    finish({ status: 'failed', error: errorText(error) });
    if (!(error instanceof KaError)) throw error;
    throw new KaError(error.code, error.message, `ka record show ${id}`, 1);
  }
}

/** Runs that nobody finished: they still go on, or their program was ended. */
export function unfinishedRuns(project: Project, ctx: Ctx, backend: string): ManagedRecord[] {
  const { records } = readRecords(project, findKind(project, ctx, RUN_KIND));
  return records.filter(
    ({ fields }) => fields.backend === backend && (fields.status === 'queued' || fields.status === 'running'),
  );
}

/** A sentence for each. */
export const unfinishedNotes = (runs: readonly ManagedRecord[]): string[] =>
  runs.map(
    ({ id, fields, created }) =>
      `${id} is ${String(fields.status)} since ${created ?? 'an unknown time'}: it still runs, or its program was ended.`,
  );
