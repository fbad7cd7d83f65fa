import type { ManagedRecord } from '../../contract.ts';
import type { View } from '../contract.ts';

/** Events as a tree, oldest first: each with its depth. What names a parent that is not here stands at the top. */
function asTree(events: readonly ManagedRecord[]): { event: ManagedRecord; depth: number }[] {
  const ids = new Set(events.map(({ id }) => id));
  const below = new Map<unknown, ManagedRecord[]>();
  for (const event of events) {
    const parent = ids.has(String(event.fields.parent)) ? event.fields.parent : null;
    below.set(parent, [...(below.get(parent) ?? []), event]);
  }
  const walk = (parent: unknown, depth: number): { event: ManagedRecord; depth: number }[] =>
    (below.get(parent) ?? []).flatMap((event) => [{ event, depth }, ...walk(event.id, depth + 1)]);
  return walk(null, 0);
}

const known = (events: readonly ManagedRecord[], field: string): number[] =>
  events.map(({ fields }) => fields[field]).filter((value): value is number => typeof value === 'number');

/** Whole nano-dollars are added and rounded once. */
const dollars = (values: readonly number[]): string =>
  values.length === 0 ? '-' : String(values.reduce((sum, value) => sum + Math.round(value * 1e9), 0) / 1e9);

const sum = (values: readonly number[]): string =>
  values.length === 0 ? '-' : String(values.reduce((all, one) => all + one, 0));

/** The events of a task or a trace, as a tree, with what they cost. */
export const trace: View = {
  title: 'Trace',
  about: 'the events of a task or a trace (--task, --trace), as a tree, with their sums',
  sections(all, { task, trace: name }) {
    const events = all
      .of('trace')
      .filter(
        ({ fields }) =>
          (task === undefined || fields.task === task) && (name === undefined || fields.trace_id === name),
      );
    return [
      {
        title: 'Sums',
        columns: ['events', 'tokens', 'cost', 'of which with a cost', 'latency ms'],
        rows:
          events.length === 0
            ? []
            : [
                [
                  String(events.length),
                  sum(known(events, 'total_tokens')),
                  dollars(known(events, 'cost')),
                  String(known(events, 'cost').length),
                  sum(known(events, 'latency_ms')),
                ],
              ],
        none: 'No event is known of it.',
      },
      {
        title: 'Events',
        columns: ['id', 'event', 'status', 'tokens', 'summary'],
        rows: asTree(events).map(({ event: { id, fields }, depth }) => [
          id,
          `${'  '.repeat(depth)}${String(fields.type)}${fields.name === undefined ? '' : ` ${String(fields.name)}`}`,
          String(fields.status ?? '-'),
          String(fields.total_tokens ?? '-'),
          String(fields.summary),
        ]),
        none: '',
      },
    ];
  },
};
