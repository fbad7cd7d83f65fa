import type { Ctx } from '../lib/context.ts';
import type { Project } from '../store/project.ts';
import { arrange, emptySections } from './body.ts';
import { checkFields, completeFields, type Problem } from './check.ts';
import type { Kind, ManagedRecord } from './contract.ts';
import { refuseUnearned } from './earned.ts';
import type { Given } from './fields.ts';
import { passStatus } from './gate.ts';
import { withFileHash } from './hashed-file.ts';
import { settleLinks } from './links.ts';
import { scoreValue } from './score-value.ts';
import { refuseSettled } from './settled.ts';
import { surroundings } from './surroundings.ts';

/** A new record as it would be written, and all that is wrong with it. */
export interface JudgedNew {
  fields: Record<string, unknown>;
  body: string;
  problems: Problem[];
  /** Headings under which nothing stands: wrong only where that is asked for. */
  headings: Problem[];
}

/** What a caller gives for a new record, with its defaults, whole ids and the hash of its file. */
export function judgeNew(project: Project, ctx: Ctx, kind: Kind, given: Given): JudgedNew {
  const scored = scoreValue(kind, completeFields(kind, given.fields));
  const linked = settleLinks(project, ctx, kind, scored.fields);
  const { fields, problems } = withFileHash(project, kind, linked.fields);
  const isLog = kind.store === 'log';
  const body = isLog ? '' : arrange(kind, given.body ?? '', given.sections);
  const headings = (isLog ? [] : emptySections(kind, body)).map((title) => ({
    field: `## ${title}`,
    says: 'is missing in the body',
    example: flagFor(kind, title),
  }));
  const told = isLog && given.body ? [{ field: 'body', says: `is nothing that ${kind.kind} has`, example: null }] : [];
  const all = [...checkFields(kind, fields), ...scored.problems, ...linked.problems, ...problems, ...told];
  return { fields, body, problems: all, headings };
}

const flagFor = (kind: Kind, title: string): string | null => {
  const flag = kind.sections.find((section) => section.title === title)?.flag;
  return flag ? `--${flag} "…"` : null;
};

/**
 * Refuses a new record that the others of its project do not allow, whatever its fields say.
 *
 * @throws KaError (exit 1) `unearned`, `settled`, `gate`
 */
export function refuseNew(project: Project, ctx: Ctx, kind: Kind, record: ManagedRecord, reason?: string): void {
  const around = { ...surroundings(project, ctx, kind, record), unwritten: true };
  const { status } = record.fields;
  refuseUnearned(project, ctx, kind, record);
  refuseSettled(around);
  if (typeof status === 'string') passStatus(around, undefined, status, reason);
}
