import { cellOf } from '../../cells.ts';
import type { ManagedRecord } from '../../contract.ts';
import { newestVerdicts } from '../../overview/verdicts.ts';
import type { Everything, Question, Section, View } from '../contract.ts';
import { isIn } from '../period.ts';

const CLOSED = new Set(['done', 'canceled']);
const LESSONS = ['gotcha', 'learning', 'learned'];

const titleOf = ({ fields }: ManagedRecord): string => String(fields.title ?? fields.summary ?? '');

/**
 * The ledger's lines by which tasks were closed in the period: one for each, none for what was opened again in it. A later
 * change of a closed task closes nothing.
 */
function closings(all: Everything, { period }: Question): ManagedRecord[] {
  const before = new Map<unknown, unknown>();
  const closed = new Map<unknown, ManagedRecord>();
  for (const line of all.of('ledger')) {
    const { of, status } = line.fields;
    if (status === before.get(of)) continue;
    before.set(of, status);
    if (!isIn(period, line.created)) continue;
    closed.delete(of);
    if (CLOSED.has(String(status))) closed.set(of, line);
  }
  return [...closed.values()];
}

/** Tasks that were closed in the period: when, and with which verdict. */
function outcomes(all: Everything, question: Question): Section {
  const verdicts = newestVerdicts(all.of('verification'));
  const tasks = new Map(all.of('task').map((task) => [task.id, task]));
  const rows = closings(all, question).flatMap(({ created, fields }) => {
    const task = tasks.get(String(fields.of));
    if (!task) return [];
    const verdict = verdicts.get(task.id)?.fields.conclusion;
    return [[task.id, created!.slice(0, 10), String(fields.status), String(verdict ?? '-'), titleOf(task)]];
  });
  return {
    title: 'Outcomes',
    columns: ['task', 'day', 'status', 'verdict', 'title'],
    rows,
    none: 'No task was closed.',
  };
}

/** What stands in the way at the end of the period. */
function blockers(all: Everything): Section {
  const verdicts = newestVerdicts(all.of('verification'));
  const rows = all
    .of('task')
    .filter(
      ({ id, fields }) =>
        fields.status === 'blocked' ||
        (fields.status === 'active' && verdicts.get(id)?.fields.conclusion === 'VERIFICATION_FAILED'),
    )
    .map((task) => [
      task.id,
      String(task.fields.status),
      String(verdicts.get(task.id)?.fields.conclusion ?? '-'),
      titleOf(task),
    ]);
  return { title: 'Open blockers', columns: ['task', 'status', 'verdict', 'title'], rows, none: 'Nothing is blocked.' };
}

/** Records of some kinds that were made in the period, newest first. */
function made(
  all: Everything,
  { period }: Question,
  title: string,
  kinds: readonly string[],
  column: string,
  none: string,
): Section {
  const rows = kinds
    .flatMap((kind) => all.of(kind).filter(({ created }) => isIn(period, created)))
    .sort((a, b) => (`${a.created} ${a.id}` < `${b.created} ${b.id}` ? 1 : -1))
    .map((record) => [record.id, record.kind, cellOf(record, column), titleOf(record)]);
  return { title, columns: ['id', 'kind', column, 'title'], rows, none };
}

/** How many scores of each name there were, with their middle now and in the period before of the same length. */
function scores(all: Everything, { period }: Question): Section {
  if (!period) return { title: 'Scores', columns: [], rows: [], none: '' };
  const length = Date.parse(period.to) - Date.parse(period.from);
  const before = { ...period, from: new Date(Date.parse(period.from) - length).toISOString(), to: period.from };
  const numbers = (name: string, when: typeof period): number[] =>
    all
      .of('score')
      .filter(
        ({ fields, created }) => fields.name === name && typeof fields.value_num === 'number' && isIn(when, created),
      )
      .map(({ fields }) => fields.value_num as number)
      .sort((a, b) => a - b);
  const middle = (values: readonly number[]): string => {
    if (values.length === 0) return '-';
    const half = values.length >> 1;
    const value = values.length % 2 === 1 ? values[half]! : (values[half - 1]! + values[half]!) / 2;
    return String(Number(value.toPrecision(6)));
  };
  const names = [
    ...new Set(
      all
        .of('score')
        .filter(({ created }) => isIn(period, created))
        .map(({ fields }) => String(fields.name)),
    ),
  ].sort();
  const rows = names.map((name) => {
    const now = numbers(name, period);
    return [name, String(now.length), middle(now), middle(numbers(name, before))];
  });
  return { title: 'Scores', columns: ['name', 'n', 'median', 'median before'], rows, none: 'No score was given.' };
}

/** How many changes each task saw; those that belong to none stand together. */
function activity(all: Everything, { period }: Question): Section {
  const found = new Map<string, number>();
  for (const { fields, created } of all.of('ledger'))
    if (isIn(period, created)) found.set(String(fields.task ?? '-'), (found.get(String(fields.task ?? '-')) ?? 0) + 1);
  const tasks = new Map(all.of('task').map((task) => [task.id, task]));
  const rows = [...found]
    .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    .map(([id, n]) => [id, String(n), tasks.has(id) ? titleOf(tasks.get(id)!) : 'without a task']);
  return { title: 'Changes by task', columns: ['task', 'changes', 'title'], rows, none: 'Nothing was changed.' };
}

/** What happened in a week, month or year: outcomes, what is in the way, lessons, verdicts, decisions, scores, changes. */
export const periodView = (title: string, window: NonNullable<View['window']>): View => ({
  title,
  about: `what happened in a ${window}: outcomes, blockers, lessons, verdicts, decisions, scores, changes`,
  window,
  sections: (all, question) => [
    outcomes(all, question),
    blockers(all),
    made(all, question, 'New lessons', LESSONS, 'status', 'No lesson was noted.'),
    made(all, question, 'Verdicts', ['verification'], 'conclusion', 'Nothing was verified.'),
    made(all, question, 'Decisions and plans', ['decision', 'plan'], 'status', 'None was written.'),
    made(all, question, 'Forecasts', ['forecast', 'outcome'], 'status', 'Nothing was predicted.'),
    scores(all, question),
    activity(all, question),
  ],
});
