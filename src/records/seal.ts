import type { Ctx } from '../lib/context.ts';
import { KaError } from '../lib/errors.ts';
import { isoTime } from '../lib/time.ts';
import type { Project } from '../store/project.ts';
import { callerOf } from './caller.ts';
import { checkFields, completeFields, type Problem } from './check.ts';
import type { ManagedRecord } from './contract.ts';
import { refuseEmptied, refuseUnearned, refuseUnpromoted } from './earned.ts';
import { keepReason, passStatus } from './gate.ts';
import { type History, isWhole, readHistory } from './history.ts';
import { tell } from './ledger.ts';
import { settleLinks } from './links.ts';
import { type Found, findRecord } from './read.ts';
import { refuseFrozen, refuseSettled } from './settled.ts';
import { surroundings } from './surroundings.ts';
import { readTold, type Told } from './told.ts';
import { frozen } from './update.ts';
import { walkBack } from './walk-back.ts';
import { putRecord, refuseProblems, refuseSecretText, withRecords } from './write.ts';

export interface SealOptions {
  by?: string | undefined;
  reason?: string | undefined;
}

export interface Sealed {
  /** `told`: only the ledger lacked something. */
  status: 'sealed' | 'told' | 'unchanged';
  record: ManagedRecord;
}

/** The newest revision that ka wrote, as far as ledger and git know. */
interface Last {
  rev: number;
  hash?: string;
  status?: string | undefined;
  /** What it said, where git has it. */
  record?: ManagedRecord;
}

/**
 * Takes what was edited outside of ka, or written by hand, as a new revision after the last one that ka wrote: checked as an
 * update would be, with a line of the ledger. Of a record that is as ka wrote it, only what the ledger lacks is told.
 *
 * @throws KaError `no-record`, `conflict`, `log-record`, `bad-record` naming all that is wrong, `bad-status`, `gate`, `frozen` and `settled` (exit 1),
 *   `secret`, `busy`
 */
export async function sealRecord(project: Project, ctx: Ctx, id: string, options: SealOptions = {}): Promise<Sealed> {
  const found = findRecord(project, ctx, id);
  if (found.kind.store === 'log')
    throw new KaError('log-record', `${found.record.id} is a line of a log, which has no revisions.`, undefined, 1);
  const history = await readHistory(project, ctx, [{ kind: found.kind, path: found.record.path }]);
  return withRecords(project, ctx, () => {
    const { kind, record } = findRecord(project, ctx, id);
    const told = readTold(project, ctx);
    const last = lastOf(record, told, history);
    if (isWhole(record) && last.rev <= (record.rev ?? 1))
      return tellMissing(project, ctx, { kind, record }, told, history);
    const settled = settleLinks(project, ctx, kind, completeFields(kind, record.fields));
    const { merged: _, prev: __, ...rest } = record;
    const next: ManagedRecord = {
      ...rest,
      kind: kind.kind,
      fields: settled.fields,
      rev: last.rev + 1,
      by: options.by ?? callerOf(ctx),
      created: record.created ?? last.record?.created ?? isoTime(ctx.now()),
      updated: isoTime(ctx.now()),
      ...(last.hash === undefined ? {} : { prev: last.hash }),
    };
    if (last.rev === 0) refuseUnpromoted(project, ctx, kind);
    if (last.rev > 0) refuseFrozen(surroundings(project, ctx, kind, next));
    const once = last.record ? frozen(kind, last.record, next) : [];
    refuseSecretText(project, ctx, next);
    refuseProblems(
      [...nameProblems({ kind, record }), ...checkFields(kind, next.fields), ...settled.problems, ...once],
      `ka record show ${record.id}`,
    );
    const status = next.fields.status;
    const from = last.record ? last.record.fields.status : last.status;
    refuseUnearned(project, ctx, kind, next, last.record?.fields ?? { ...next.fields, status: last.status });
    refuseEmptied(project, ctx, kind, next, last.record);
    refuseSettled(surroundings(project, ctx, kind, next), last.record?.fields);
    if (typeof status === 'string')
      passStatus(
        surroundings(project, ctx, kind, next),
        typeof from === 'string' ? from : undefined,
        status,
        options.reason,
      );
    if (options.reason && from !== status && 'close_reason' in kind.fields) keepReason(kind, next, options.reason);
    const note = options.reason ?? (last.rev === 0 ? 'written by hand' : 'edited outside of ka');
    return { status: 'sealed', record: putRecord(project, ctx, kind, next, { op: 'seal', note }) };
  });
}

function lastOf(record: ManagedRecord, told: Told, history: History): Last {
  const fromGit = history
    .of(record.path)
    .flatMap(({ record: one, whole }): Last[] =>
      whole && one ? [{ rev: one.rev ?? 1, hash: one.hash!, record: one }] : [],
    );
  const lines = told.get(record.id) ?? [];
  const hash = lines.findLast((line) => line.hash !== null)?.hash ?? undefined;
  const newest = lines.at(-1);
  const fromLedger: Last[] = newest ? [{ rev: newest.rev, status: newest.status, ...(hash ? { hash } : {}) }] : [];
  const [best = { rev: 0 }] = [...fromGit, ...fromLedger].sort((a, b) => b.rev - a.rev);
  return best;
}

/** What a file says of itself must be what its place says. */
function nameProblems({ kind, record }: Found): Problem[] {
  const stem = record.path.slice(record.path.lastIndexOf('/') + 1).replace(/\.md$/, '');
  const says = `unlike the name of its file, ${stem}`;
  return [
    ...(stem.startsWith(record.id) ? [] : [{ field: 'id', says: `is ${record.id}, ${says}`, example: null }]),
    ...(record.kind === kind.kind
      ? []
      : [{ field: 'kind', says: `is ${record.kind}, not ${kind.kind}`, example: null }]),
  ];
}

function tellMissing(project: Project, ctx: Ctx, { kind, record }: Found, told: Told, history: History): Sealed {
  const lines = told.get(record.id) ?? [];
  const past = walkBack(record, history, lines).found.map((one) => one.record);
  const missing = [...past.reverse(), record].filter((one) => !lines.some(({ hash }) => hash === one.hash));
  if (kind.private || missing.length === 0) return { status: 'unchanged', record };
  if (!ctx.dryRun) for (const one of missing) tell(project, ctx, one, { op: 'seal', note: 'the ledger lacked it' });
  return { status: 'told', record };
}
