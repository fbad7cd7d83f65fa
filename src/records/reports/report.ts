import { createHash } from 'node:crypto';
import { canonicalJson } from '../../lib/canonical.ts';
import type { Ctx } from '../../lib/context.ts';
import { KaError } from '../../lib/errors.ts';
import { nearest } from '../../lib/nearest.ts';
import { isoTime } from '../../lib/time.ts';
import type { Project } from '../../store/project.ts';
import { findRecord } from '../read.ts';
import type { Everything, Period, Question, Section, View } from './contract.ts';
import { readEverything } from './everything.ts';
import { calendarNow, calendarPeriod, rollingPeriod } from './period.ts';
import { VIEWS } from './views/index.ts';

export interface ReportOptions {
  /** ISO 8601; null: now. */
  until: string | null;
  days?: number | undefined;
  /** `2026-W47`, `2026-11`, `2026`; `now`: the one that holds the end. */
  calendar?: string | undefined;
  query?: string | undefined;
  task?: string | undefined;
  review?: string | undefined;
  trace?: string | undefined;
  contract?: string | undefined;
}

/** A view over the records, filled in. The same records and the same end give the same bytes. */
export interface Report {
  view: string;
  title: string;
  as_of: string | null;
  period: Period | null;
  /** How many records were looked at, and what stands for their content: another value means that it is out of date. */
  records: number;
  input: string;
  sections: Section[];
  problems: string[];
}

/** @throws KaError `no-view` naming the nearest */
export function findView(name: string): View {
  const view = Object.hasOwn(VIEWS, name) ? VIEWS[name] : undefined;
  if (view) return view;
  const near = nearest(name, Object.keys(VIEWS));
  throw new KaError(
    'no-view',
    `There is no report "${name.slice(0, 60)}".${near ? ` Did you mean ${near}?` : ''}`,
    'ka report',
  );
}

function periodOf(view: View, all: Everything, { days, calendar }: ReportOptions): Period | null {
  const end = all.as_of;
  if (end === null) return null;
  if (calendar !== undefined)
    return calendarPeriod(calendar === 'now' ? calendarNow(view.window ?? 'week', end) : calendar);
  if (days !== undefined) return rollingPeriod(days, end);
  return view.window ? rollingPeriod(view.window, end) : null;
}

const fingerprint = (all: Everything): string =>
  createHash('sha256')
    .update(canonicalJson(all.all().map(({ id, rev, hash, fields }) => [id, rev, hash ?? fields, fields.status])))
    .digest('hex')
    .slice(0, 16);

/** @throws KaError `no-view`, `bad-period`, `missing-input` for a view that needs a query, `bad-kind`, `no-record` */
export function makeReport(project: Project, ctx: Ctx, name: string, options: ReportOptions): Report {
  const view = findView(name);
  if (view.query && !options.query?.trim())
    throw new KaError(
      'missing-input',
      `The report ${name} needs --query.`,
      `ka report ${name} --query "command drift"`,
    );
  const all = readEverything(project, ctx, options.until);
  const period = periodOf(view, all, options);
  const { query, task, review, trace, contract } = options;
  const whole = (id: string | undefined): string | undefined => id && findRecord(project, ctx, id).record.id;
  const now = options.until ?? isoTime(ctx.now());
  const question: Question = { period, query, task: whole(task), review: whole(review), trace, contract, now };
  return {
    view: name,
    title: [view.title, period?.name ?? (view.query ? `"${options.query}"` : '')].filter(Boolean).join(': '),
    as_of: all.as_of,
    period,
    records: all.all().length,
    input: fingerprint(all),
    sections: view.sections(all, question),
    problems: all.problems,
  };
}
