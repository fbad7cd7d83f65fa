import type { Ctx } from '../lib/context.ts';
import type { Project } from '../store/project.ts';
import { arrange, emptySections } from './body.ts';
import { checkFields, completeFields, type Problem } from './check.ts';
import type { Kind, ManagedRecord } from './contract.ts';
import { refuseUnearned } from './earned.ts';
import { type Given, unknownFlags } from './fields.ts';
import { passStatus } from './gate.ts';
import { withFileHash } from './hashed-file.ts';
import { settleLinks } from './links.ts';
import { scoreValue } from './score-value.ts';
import { refuseSettled } from './settled.ts';
import { surroundings } from './surroundings.ts';
import { refuseProblems, refuseSecretText } from './write.ts';

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
  const shaped = [...unknownFlags(kind, given), ...checkFields(kind, fields)];
  const all = [...shaped, ...scored.problems, ...linked.problems, ...problems, ...told];
  return { fields, body, problems: all, headings };
}

const flagFor = (kind: Kind, title: string): string | null => {
  const flag = kind.sections.find((section) => section.title === title)?.flag;
  return flag ? `--${flag} "…"` : null;
};

/**
 * The same, with nothing wrong.
 *
 * @param line the command that gives it
 * @param later fields that are filled in later: they may lack
 * @throws KaError `secret`, `bad-record` naming all that is wrong
 */
export function needNew(
  project: Project,
  ctx: Ctx,
  kind: Kind,
  given: Given,
  line: string,
  { strict, later = [] }: { strict?: boolean | undefined; later?: readonly string[] | undefined } = {},
): JudgedNew {
  const judged = judgeNew(project, ctx, kind, given);
  refuseSecretText(project, ctx, judged);
  const wrong = [...judged.problems, ...(strict ? judged.headings : [])].filter(({ field }) => !later.includes(field));
  refuseProblems(wrong, line, `ka record kinds ${kind.kind}`);
  return judged;
}

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
