import { count } from '../../lib/count.ts';
import type { ManagedRecord } from '../contract.ts';
import type { Everything } from '../reports/contract.ts';
import { overdueForecasts } from './overdue.ts';
import { LAYERS, savmi, savmiLine } from './savmi.ts';
import { newestVerdicts } from './verdicts.ts';

/** One line of the overview; `id` names the record behind it. */
export interface Line {
  id: string;
  text: string;
}

export interface OverviewSection {
  title: string;
  lines: Line[];
  /** How many more there are. */
  more: number;
}

export interface Overview {
  as_of: string | null;
  /** How many managed records there are in all. */
  records: number;
  sections: OverviewSection[];
  counts: Record<string, number>;
}

const BLOCKING: ReadonlySet<unknown> = new Set([
  'VERIFICATION_FAILED',
  'NEEDS_HUMAN_DECISION',
  'STRUCTURAL_REWORK_RECOMMENDED',
]);
/** Characters of a title or summary: with at most 32 lines the whole stays below 2,000 tokens of four characters. */
const LONGEST = 110;

const TASKS = 'Active tasks';
const LEGEND = `(${LAYERS.join(', ')}: · lacks something; see ka record savmi)`;

const clip = (text: string): string => (text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`);
const textOf = ({ fields }: ManagedRecord): string =>
  clip(String(fields.title ?? fields.summary ?? '').replace(/\s+/g, ' '));

function section(
  title: string,
  records: readonly ManagedRecord[],
  most: number,
  say: (record: ManagedRecord) => string,
): OverviewSection {
  const newest = [...records].reverse();
  return {
    title,
    lines: newest.slice(0, most).map((record) => ({ id: record.id, text: say(record) })),
    more: Math.max(0, newest.length - most),
  };
}

const hasStatus =
  (status: string) =>
  ({ fields }: ManagedRecord): boolean =>
    fields.status === status;

/**
 * What a session should know before it begins: tasks under way, what blocks them, lessons, forecasts that are due.
 * At most eight lines a section: below 2,000 tokens.
 *
 * @param now ISO 8601: a forecast is overdue by it
 */
export function overview(all: Everything, now: string): Overview {
  const verdicts = newestVerdicts(all.of('verification'));
  const tasks = all.of('task');
  const active = tasks.filter(hasStatus('active'));
  const blocked = tasks.filter(
    ({ id, fields }) =>
      // A task that is done, and found wanting since, is open business again.
      fields.status === 'blocked' ||
      (fields.status !== 'canceled' && BLOCKING.has(verdicts.get(id)?.fields.conclusion)),
  );
  const overdue = overdueForecasts(all, now);
  const learnings = all.of('learning').filter(hasStatus('active'));
  const gotchas = all.of('gotcha').filter(hasStatus('active'));
  const learned = all.of('learned').filter(hasStatus('active'));
  return {
    as_of: all.as_of,
    records: all.all().length,
    sections: [
      section(TASKS, active, 8, (task) => `${textOf(task)} [${savmiLine(savmi(all, task, now))}]`),
      section('Open blockers', blocked, 6, (task) => {
        const verdict = verdicts.get(task.id);
        const done = task.fields.status === 'done' ? 'done, but ' : '';
        return `${textOf(task)} (${BLOCKING.has(verdict?.fields.conclusion) ? `${done}${verdict!.fields.conclusion}: ${textOf(verdict!)}` : 'blocked'})`;
      }),
      section('Learned lessons', learned, 6, textOf),
      section('Learnings to confirm', learnings, 4, textOf),
      section('Gotchas', gotchas, 4, textOf),
      section(
        'Overdue forecasts',
        overdue,
        4,
        (one) => `${textOf(one)} (${String(one.fields.probability)}, due ${String(one.fields.due).slice(0, 10)})`,
      ),
    ].filter(({ lines }) => lines.length > 0),
    counts: {
      active_tasks: active.length,
      open_blockers: blocked.length,
      learned: learned.length,
      learnings_to_confirm: learnings.length,
      gotchas: gotchas.length,
      overdue_forecasts: overdue.length,
    },
  };
}

/** The overview as Markdown. It states facts and names the records; it gives no orders. */
export function overviewText({ records, sections }: Overview): string {
  if (records === 0) return 'No managed records yet.\nNext: ka record add task --title "…" --summary "…"\n';
  if (sections.length === 0)
    return `Nothing is open in ${count(records, 'record')}: no task, blocker, lesson or overdue forecast.\n`;
  const parts = sections.map(({ title, lines, more }) =>
    [
      `## ${title}`,
      '',
      ...(title === TASKS ? [`${LEGEND}\n`] : []),
      ...lines.map(({ id, text }) => `- ${id}: ${text}`),
      ...(more > 0 ? [`- … and ${more} more`] : []),
    ].join('\n'),
  );
  return `${['# Overview', ...parts].join('\n\n')}\n`;
}
