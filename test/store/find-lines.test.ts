import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findLines } from '../../src/store/log/find-lines.ts';
import { scratch } from '../repo.ts';

test('all lines that hold a text are found, the last first, wherever the pieces end', () => {
  const folder = scratch();
  const file = (name: string): string => join(folder, name);
  const some = fc.record({
    id: fc.constantFrom('needle', 'other', 'needl'),
    pad: fc.oneof({ weight: 4, arbitrary: fc.nat(70_000) }, { weight: 1, arbitrary: fc.nat(2_500_000) }),
    broken: fc.boolean(),
  });
  const log = fc.record({ lines: fc.array(some, { maxLength: 12 }), ended: fc.boolean() });
  fc.assert(
    fc.property(fc.array(log, { maxLength: 3 }), (logs) => {
      const expected: string[] = [];
      logs.forEach(({ lines, ended }, at) => {
        const texts = lines.map(({ id, pad, broken }, n) => {
          const text = JSON.stringify({ at: `${at}.${n}`, a: 'ü'.repeat(pad >> 1), id, b: 'x'.repeat(pad >> 1) });
          if (id === 'needle' && !broken) expected.unshift(`${at}.${n}`);
          return broken ? text.slice(1) : text;
        });
        writeFileSync(file(`${at}`), `${texts.join('\n')}${ended ? '\n' : ''}`);
      });
      const files = logs.map((_, at) => file(`${at}`));
      expect([...findLines([...files, file('none')], 'needle')].map(({ at }) => at)).toEqual(expected);
    }),
    { numRuns: 60 },
  );
});

test('a line above 8 MiB is passed over, wherever it stands', () => {
  const file = join(scratch(), 'a');
  const long = `{"id":"needle","text":"${'x'.repeat(9_000_000)}"}`;
  const line = (at: number): string => `{"id":"needle","at":${at}}`;
  for (const lines of [[long], [line(0), long], [long, line(0)], [line(1), long, long, line(0)], [line(0), long, '']]) {
    writeFileSync(file, lines.join('\n'));
    const expected = lines.filter((text) => text.length < 99 && text !== '').reverse();
    expect([...findLines([file], 'needle')].map((value) => JSON.stringify(value))).toEqual(expected);
  }
});
