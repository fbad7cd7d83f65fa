import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { appendLines, logFiles, scanLog } from '../../src/store/log/log.ts';
import { scratch } from '../repo.ts';
import { program } from './context.ts';

const scan = (file: string) => {
  const values: unknown[] = [];
  const problems = scanLog([file], (value) => values.push(value));
  return { values, problems };
};

test('a log is its file and its segments, links left out', () => {
  const folder = scratch();
  for (const name of ['e.jsonl', 'e.w-2.jsonl', 'e.a-1.jsonl', 'extra.jsonl', 'e.json', 'summary.json'])
    writeFileSync(join(folder, name), '');
  symlinkSync('/etc/passwd', join(folder, 'e.link.jsonl'));
  mkdirSync(join(folder, 'e.folder.jsonl'));
  expect(logFiles(folder, 'e')).toEqual(['e.a-1.jsonl', 'e.jsonl', 'e.w-2.jsonl'].map((name) => join(folder, name)));
  expect(logFiles(join(folder, 'none'), 'e')).toEqual([]);
});

test('what is no object is counted, never fatal', () => {
  const file = join(scratch(), 'a.jsonl');
  writeFileSync(
    file,
    '\ufeff{"id":1}\r\n\n<<<<<<< HEAD\n{"id":2}\n||||||| base\n=======\n{"id":3}\n>>>>>>> other\nnot json\n[1]\nnull\n{"id":4}\n{"id":5',
  );
  const { values, problems } = scan(file);
  expect(values).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }, { id: 4 }]);
  expect(problems).toEqual({ lines: 4, bad: 4, markers: 4, too_long: 0 });
  expect(scan(join(file, 'x')).problems.lines + scan(`${file}.none`).problems.lines).toBe(0);
});

test('a line above 8 MiB is skipped and counted, its neighbours are read', () => {
  const file = join(scratch(), 'a.jsonl');
  const text = (bytes: number): string => JSON.stringify({ text: 'x'.repeat(bytes - 11) });
  const most = 8 * 1024 * 1024;
  writeFileSync(file, [text(20), text(most), text(most + 1), text(30), text(3 * most)].join('\n'));
  const { values, problems } = scan(file);
  expect(values.map((value) => JSON.stringify(value).length)).toEqual([20, most, 30]);
  expect(problems).toEqual({ lines: 3, bad: 0, markers: 0, too_long: 2 });
});

test('lines come back as they were, wherever the chunks end', () => {
  const file = join(scratch(), 'a.jsonl');
  const value = fc.record({ id: fc.string({ unit: 'binary' }), pad: fc.nat(400_000), more: fc.jsonValue() });
  fc.assert(
    fc.property(fc.array(value, { maxLength: 12 }), (values) => {
      const lines = values.map(({ id, pad, more }) => JSON.stringify({ id, text: 'ü'.repeat(pad), more }));
      writeFileSync(file, '');
      appendLines(file, lines);
      const raws: string[] = [];
      scanLog([file], (_, raw) => raws.push(raw));
      expect(raws).toEqual(lines);
    }),
    { numRuns: 30 },
  );
});

test.each([
  ['whole lines', '{"a":1}\n', '{"a":1}\n{"b":2}\n'],
  ['a record without its newline', '{"a":1}\n{"c":3}', '{"a":1}\n{"c":3}\n{"b":2}\n'],
  ['a torn line', '{"a":1}\n{"c":"ha', '{"a":1}\n{"b":2}\n'],
  ['a torn first line', '{"c":"ha', '{"b":2}\n'],
  ['a conflict marker without newline', '{"a":1}\n>>>>>>> x', '{"a":1}\n>>>>>>> x\n{"b":2}\n'],
  ['a long torn line', `{"a":1}\n{"c":"${'x'.repeat(200_000)}`, '{"a":1}\n{"b":2}\n'],
  ['an empty file', '', '{"b":2}\n'],
])('appending after %s', (_, before, after) => {
  const file = join(scratch(), 'a.jsonl');
  writeFileSync(file, before);
  appendLines(file, ['{"b":2}']);
  expect(readFileSync(file, 'utf8')).toBe(after);
});

test('cut anywhere, a log loses at most its last line, and the next one is whole', () => {
  const file = join(scratch(), 'a.jsonl');
  const line = fc.record({ id: fc.nat(), text: fc.string() }).map((value) => JSON.stringify(value));
  fc.assert(
    fc.property(
      fc.array(line, { minLength: 1, maxLength: 5 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (lines, part) => {
        const whole = Buffer.from(`${lines.join('\n')}\n`);
        const kept = whole.subarray(0, Math.round(part * whole.length));
        writeFileSync(file, kept);
        appendLines(file, ['{"new":true}']);
        const after = readFileSync(file, 'utf8').trimEnd().split('\n');
        const complete = kept.toString('latin1').split('\n').length - 1;
        expect(after.at(-1)).toBe('{"new":true}');
        expect(after.slice(0, complete)).toEqual(lines.slice(0, complete));
        expect(after.length - 1).toBeLessThanOrEqual(complete + 1);
        expect(scan(file).problems.bad).toBe(0);
      },
    ),
  );
});

test('a folder is made, a link or a full disk refused with a sentence, and nothing is left behind', () => {
  const folder = scratch();
  appendLines(join(folder, 'new/deep/a.jsonl'), ['{}']);
  expect(readdirSync(join(folder, 'new/deep'))).toEqual(['a.jsonl']);
  writeFileSync(join(folder, 'victim'), 'mine');
  symlinkSync('victim', join(folder, 'a.jsonl'));
  expect(() => appendLines(join(folder, 'a.jsonl'), ['{}'])).toThrow(/it is a link/);
  expect(readFileSync(join(folder, 'victim'), 'utf8')).toBe('mine');
  expect(() => appendLines('/dev/full', ['{}'])).toThrow(expect.objectContaining({ code: 'disk-full' }));
  expect(() => appendLines(join(folder, 'victim/a.jsonl'), ['{}'])).toThrow(/cannot be written/);
});

test('what is acknowledged stands at the path, even if git put another file there meanwhile', async () => {
  const folder = scratch();
  const file = join(folder, 'a.jsonl');
  writeFileSync(file, '');
  writeFileSync(`${file}.new`, '{"base":true}\n');
  const path = await program(
    folder,
    `import { renameSync, statSync } from 'node:fs';
     const file = process.argv[2]!;
     process.stdout.write('ready');
     while (statSync(file).size === 0);
     renameSync(file + '.new', file);`,
  );
  const replacing = spawn(process.execPath, [path, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(replacing.stdout, 'data');
  const lines = Array.from({ length: 100_000 }, (_, id) => JSON.stringify({ id }));
  appendLines(file, lines);
  expect(replacing.exitCode ?? (await once(replacing, 'exit'))[0]).toBe(0);
  expect(readFileSync(file, 'utf8')).toBe(`{"base":true}\n${lines.join('\n')}\n`);
});
