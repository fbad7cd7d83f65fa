import { describe, expect, it } from 'vitest';
import { compareAll, differences, type Row } from './conformance.ts';
import { hasCorpus } from './corpus.ts';

/** `npm run conformance` runs this file in the mode `table`. */
const printsTable = (import.meta as { env?: { MODE?: string } }).env?.MODE === 'table';

function tableOf(rows: readonly Row[]): string {
  const cell = (value: unknown): string => (value === null ? 'n/a' : String(value));
  const head = ['session', 'input', 'output', 'cache read', 'cache write', 'calls', 'errors', ''];
  const lines = rows.map((row) => {
    const { facts, ours } = row;
    const pair = (kind: keyof Row['facts']): string => {
      const [a, b] = [cell(facts[kind]), cell(ours?.[kind] ?? null)];
      return a === b ? a : `${a} / ${b}`;
    };
    const wrong = differences(row);
    return [
      row.id,
      pair('input'),
      pair('output'),
      pair('cache_read'),
      pair('cache_write'),
      pair('tool_calls'),
      pair('tool_errors'),
      wrong.length === 0 ? 'equal' : wrong.join('; '),
    ];
  });
  const widths = head.map((title, at) => Math.max(title.length, ...lines.map((line) => line[at]!.length)));
  const print = (line: readonly string[]): string =>
    line.map((text, at) => (at === 0 || at === 7 ? text.padEnd(widths[at]!) : text.padStart(widths[at]!))).join('  ');
  return [head, ...lines].map((line) => print(line).trimEnd()).join('\n');
}

describe.skipIf(!hasCorpus)('the corpus', () => {
  it('has the numbers that another program counted, to the digit', async () => {
    const rows = await compareAll();
    if (printsTable) console.log(tableOf(rows));
    expect(rows.length).toBe(40);
    for (const row of rows) expect([row.id, differences(row)]).toEqual([row.id, []]);
  });
});
