import { asOfTime } from '../lib/as-of.ts';
import { table } from '../lib/table.ts';
import { makeReport, type Report } from '../records/reports/report.ts';
import { VIEWS } from '../records/reports/views/index.ts';
import { reportPath, reportText } from '../records/reports/write.ts';
import { showIds } from '../records/show-id.ts';
import { applyChanges, describeChanges } from '../store/changes.ts';
import { findProject } from '../store/project.ts';
import { defineCommand } from './contract.ts';

interface Input {
  view?: string;
  query?: string;
  task?: string;
  review?: string;
  trace?: string;
  contract?: string;
  days?: number;
  calendar?: string;
  asOf?: string;
  write?: boolean;
  limit: number;
}

const LINE = 'ka report weekly --as-of 2026-11-14';

function shown({ title, as_of, records, sections }: Report, limit: number, columns: number): string {
  const parts = sections.flatMap(({ title: heading, columns: titles, rows, none }) => {
    if (rows.length === 0 && none === '') return [];
    const [first, ...others] = titles;
    const marked = [`!${first}`, ...others.map((name, at) => (at === others.length - 1 ? `~${name}` : name))];
    const more = rows.length - limit;
    const body =
      rows.length === 0
        ? none
        : table(
            marked,
            rows.slice(0, limit).map((row) => row.map(showIds)),
            columns,
          );
    return [heading, body, ...(more > 0 ? [`… and ${more} more: --limit ${rows.length}`] : []), ''];
  });
  return [
    title,
    `as of ${as_of?.slice(0, 16).replace('T', ' ') ?? 'the beginning'}, from ${records} ${records === 1 ? 'record' : 'records'}`,
    '',
    ...parts,
  ]
    .join('\n')
    .trimEnd();
}

export default defineCommand<Input>({
  summary: 'a report over the managed records; without a name, which there are',
  description:
    'The window of weekly, monthly and yearly ends at the newest record or at --as-of and goes back 7, 30 or 365 days; --calendar takes a week, month or year of the calendar (UTC) instead. With --as-of, records and statuses are those of then. The same records give the same bytes.',
  positional: ['view'],
  input: {
    view: { type: 'string', description: `one of ${Object.keys(VIEWS).join(', ')}` },
    query: { type: 'string', description: 'only what mentions all these words', placeholder: 'words' },
    task: { type: 'string', description: 'only what belongs to this task', placeholder: 'id' },
    review: { type: 'string', description: 'only what belongs to this review (irl)', placeholder: 'id' },
    trace: { type: 'string', description: 'only events of this trace (trace)', placeholder: 'id' },
    contract: { type: 'string', description: 'only what improves this (lab, lab-cases)', placeholder: 'name' },
    days: { type: 'integer', minimum: 1, maximum: 3660, description: 'the last so many days' },
    calendar: {
      type: 'string',
      description: '2026-W47, 2026-11, 2026, or now: the one that holds the end',
      placeholder: 'period',
    },
    asOf: { type: 'string', description: 'as it was at the end of that day, or at that time', placeholder: 'date' },
    write: { type: 'boolean', description: 'keep it as .kaizen/reports/<view>/<period>.md' },
    limit: {
      type: 'integer',
      minimum: 1,
      default: 50,
      description: 'rows shown of each section; --json and --write have all',
    },
  },
  exclusive: [['days', 'calendar']],
  writes: true,
  tool: 'read',
  examples: [
    { line: 'ka report weekly', says: 'what happened in the last seven days' },
    { line: 'ka report monthly --calendar 2026-11 --write', says: 'keeps November as a page' },
    { line: 'ka report topic --query "command drift"', says: 'everything that mentions both words' },
  ],
  run({ view, asOf, write, limit, ...options }, ctx) {
    if (view === undefined) {
      const rows = Object.entries(VIEWS).map(([name, { about }]) => [name, about]);
      return {
        data: { schema_version: 1, views: rows.map(([name, about]) => ({ name, about })) },
        text: table(['!report', '=what it shows'], rows, ctx.columns),
      };
    }
    const project = findProject(ctx);
    const until = asOf === undefined ? null : asOfTime(asOf, LINE);
    const report = makeReport(project, ctx, view, { ...options, until });
    const path = reportPath(report);
    const change = { kind: 'write', path, text: reportText(report) } as const;
    if (write && !ctx.dryRun) applyChanges(project, [change]);
    const done = write ? [ctx.dryRun ? describeChanges(project, [change]) : `written to ${path}`] : [];
    return {
      data: { schema_version: 1, ...report, path: write && !ctx.dryRun ? path : null },
      text: [shown(report, limit, ctx.columns), ...done.map((text) => `\n${text}`)].join('\n'),
      notes: report.problems,
    };
  },
});
