import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Ctx } from '../../src/lib/context.ts';
import { addRecord } from '../../src/records/add.ts';
import type { Field, Kind } from '../../src/records/contract.ts';
import { readKinds } from '../../src/records/kinds.ts';
import { updateRecord } from '../../src/records/update.ts';
import { findProject } from '../../src/store/project.ts';
import { TASK, type Tree, tree } from './tree.ts';

const DIST = join(import.meta.dirname, '..', '..', process.env.KA_DIST ?? 'dist');
const KEY = `ghp_${'a1B2c3D4e5'.repeat(4).slice(0, 36)}`;
const KINDS = Object.keys(JSON.parse(readFileSync(join(DIST, 'kinds.json'), 'utf8')));

/** All files of the project but git's, with their sizes. */
const files = (at: Tree): string[] =>
  readdirSync(at.root, { recursive: true, encoding: 'utf8' })
    .filter((path) => !path.startsWith('.git/') && statSync(join(at.root, path)).isFile())
    .map((path) => `${path} ${statSync(join(at.root, path)).size}`)
    .sort();

/** Links that a kind must have, to records that are there. */
function links(at: Tree, kind: Kind): Record<string, string> {
  const needed = kind.required.filter((name) => kind.fields[name]?.link !== undefined);
  return Object.fromEntries(
    needed.map((name) => {
      const to = kind.fields[name]!.link!;
      if (to === 'any') return [name, at.ok(...TASK).id];
      return [name, at.ok('record', 'add', to, '--title', 'A', '--summary', 'B.').id];
    }),
  );
}

const sample = (field: Field): unknown =>
  field.type === 'number' || field.type === 'integer'
    ? Number(field.example ?? field.minimum ?? 1)
    : field.type === 'array'
      ? ['a']
      : (field.example ?? field.enum?.[0] ?? (field.format === 'time' ? '2026-01-01' : 'a'));

/** The ways in which a field can hold a text, each with the key in it. */
function planted(field: Field): unknown[] {
  if (field.enum || field.format === 'time' || field.link !== undefined) return [];
  if (field.type === 'array')
    return field.items?.type === 'object' ? [[{ cmd: `x ${KEY}` }], [{ [KEY]: 'x' }]] : [[`x ${KEY}`]];
  if (field.type === 'object') return [{ deep: { er: `x ${KEY}` } }, { password: 'hunter2hunter2x9Q' }];
  return field.type === undefined || field.type === 'string' ? [`x ${KEY}`.slice(field.format === 'path' ? 2 : 0)] : [];
}

test.each(KINDS)('a key in any text of a %s is refused, and nothing is written', (name) => {
  const at = tree({ '.kaizen/config.yaml': 'min_samples: 10\n' });
  const ctx = {
    cwd: at.root,
    target: null,
    env: process.env,
    home: at.home,
    dist: DIST,
    version: '0.0.0',
    pid: process.pid,
    now: () => Date.UTC(2026, 0, 1),
    random: (bytes: number) => '0f'.repeat(bytes),
    dryRun: false,
  } as unknown as Ctx;
  const project = findProject(ctx);
  const kind = readKinds(project, ctx).get(name)!;
  const base = {
    ...Object.fromEntries(kind.required.map((field) => [field, sample(kind.fields[field]!)])),
    ...links(at, kind),
  };
  const sections = {};
  const { record } = addRecord(project, ctx, kind, { fields: base, sections });
  const before = files(at);
  const tries: [string, () => unknown][] = Object.entries(kind.fields).flatMap(([field, of]) =>
    planted(of).flatMap((value): [string, () => unknown][] => [
      [field, () => addRecord(project, ctx, kind, { fields: { ...base, [field]: value }, sections }, { key: 'new' })],
      ...(kind.store === 'log' || of.once
        ? []
        : [
            [field, () => updateRecord(project, ctx, record.id, () => ({ fields: { [field]: value }, sections }))] as [
              string,
              () => unknown,
            ],
          ]),
    ]),
  );
  const others: [string, () => unknown][] = [
    ['key', () => addRecord(project, ctx, kind, { fields: base, sections }, { key: KEY })],
    ['by', () => addRecord(project, ctx, kind, { fields: base, sections }, { by: KEY, key: 'a key' })],
    ...(kind.store === 'log'
      ? []
      : ([['body', () => addRecord(project, ctx, kind, { fields: base, sections, body: KEY }, { key: 'b' })]] as [
          string,
          () => unknown,
        ][])),
    ...kind.sections.map(({ title }): [string, () => unknown] => [
      title,
      () => addRecord(project, ctx, kind, { fields: base, sections: { [title]: KEY } }, { key: 'c' }),
    ]),
  ];
  expect(tries.length).toBeGreaterThan(0);
  for (const [field, act] of [...tries, ...others]) {
    let said = `${field}: nothing was refused`;
    try {
      act();
    } catch (error) {
      said = `${(error as { code: string }).code} ${(error as Error).message}`;
    }
    expect(said).toMatch(/^secret Nothing was written: /);
    expect(said).not.toContain(KEY);
    expect([field, files(at)]).toEqual([field, before]);
  }
});

test('the program refuses it from a flag, a file, standard input and a payload', () => {
  const at = tree({ 'note.md': `${KEY}\n` });
  const text = ['record', 'add', 'gotcha', '--title', 'A'];
  for (const [words, input] of [
    [[...text, '--summary', KEY], ''],
    [[...text, '--summary-file', 'note.md'], ''],
    [[...text, '--summary', 'B.', '--body-file', '-'], KEY],
    [['record', 'add', 'gotcha', '--payload-json', JSON.stringify({ title: 'A', summary: KEY })], ''],
    [['record', 'add', 'task', '--title', 'A', '--summary', 'B.', '--status', KEY], ''],
    [['record', 'validate', 'gotcha', '--title', 'A', '--status', KEY], ''],
  ] as const) {
    const ran = at.ka(words, { input });
    expect(ran.code).toBe(words[1] === 'validate' ? 1 : 2);
    expect(ran.out + ran.err).toMatch(
      /Nothing was written: .*\(github-token\)|Nothing was written: .*looks like a secret/,
    );
    expect(ran.out + ran.err).not.toContain(KEY);
  }
  expect(at.git('status', '--porcelain')).toBe('');
});
