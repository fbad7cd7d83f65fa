import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import schema from '../../schemas/session-digest.schema.json' with { type: 'json' };
import { canonicalJson } from '../../src/lib/canonical.ts';
import { parseTime } from '../../src/lib/time.ts';
import type { Digest } from '../../src/sessions/digests/digest.ts';
import { foldDigests } from '../../src/sessions/digests/fold.ts';
import { finishFolds, startFold, takeEvent } from '../../src/sessions/fold/events.ts';
import { killEverywhere } from '../killed.ts';
import { type Repo, repo } from '../repo.ts';
import { bytesBelow, logOf, putSession, replyId, sessionId } from './transcripts.ts';

const NOW = { KA_NOW: '2026-11-21T12:00:00.000Z' };
const LOG = '.kaizen/sessions/2026-11.jsonl';
const put = (at: Repo, name: string, start: string): void => {
  const tool = { name: 'Edit', input: { file_path: `${at.root}/a.ts` } };
  putSession(at, {
    id: sessionId(name),
    cwd: at.root,
    start,
    said: [
      { id: replyId(name), s: 5, tool },
      { id: replyId(`${name}2`), s: 9 },
    ],
  });
};
/** A project with one session in January and two in November. */
function filled(files: Record<string, string> = {}): Repo {
  const at = repo({ '.kaizen/config.yaml': '{}\n', ...files });
  put(at, 'old', '2026-01-05T10:00:00.000Z');
  put(at, 'a', '2026-11-19T10:00:00.000Z');
  put(at, 'b', '2026-11-20T10:00:00.000Z');
  at.ka(['sessions', 'sync'], { env: NOW });
  return at;
}
const listed = (at: Repo): string[] =>
  at
    .ka(['sessions', 'list', '--json', '--no-sync'], { env: NOW })
    .json()
    .sessions.map((one: Digest) => one.session_id);

const isTime = (text: string): boolean => parseTime(text) !== null;
const valid = new Ajv2020({ strict: true, allowUnionTypes: true, formats: { 'date-time': isTime } }).compile(schema);

test('digests fit their published schema', () => {
  for (const digest of logOf(filled(), LOG)) expect([valid(digest), valid.errors]).toEqual([true, null]);
  expect(valid({ id: 'claude:x' })).toBe(false);
});

const folding = startFold();
takeEvent(folding, {
  kind: 'prompt',
  session: 's',
  at: Date.parse('2026-11-19T10:00:00Z'),
  id: 'p',
  human: true,
  text: 'x',
});
const [{ digest: base }] = finishFolds(folding, {
  harness: 'claude',
  source: { files: 1, lines: 1, bad_lines: 0, unknown: {} },
}) as unknown as [{ digest: Digest }];
const time = fc.constantFrom('2026-11-19T10:00:09.000Z', '2026-11-19T11:00:00.000Z');
const hash = fc.constantFrom(null, 'a'.repeat(40), 'b'.repeat(40));
const digest: fc.Arbitrary<Digest> = fc
  .record({
    ended: time,
    agent: fc.constantFrom('main', 'architect', 'tdd'),
    agent_by: fc.constantFrom('run', 'hook', 'caller', 'harness'),
    definition: fc.constantFrom(null, 'd1', 'd2'),
    turns: fc.nat(2),
    git: fc.record({
      start: hash,
      end: hash,
      branch: fc.constantFrom(null, 'main'),
      dirty: fc.constant(null),
      bound_by: fc.constantFrom(null, 'hook', 'run', 'time'),
    }),
    arms: fc.dictionary(fc.constantFrom('e1', 'e2'), fc.constantFrom('control', 'treatment')),
    lines: fc.nat(1),
    version: fc.nat(1),
    replies: fc.nat(1),
  })
  .map(({ lines, version, replies, ...rest }) => ({
    ...base,
    ...(rest as Partial<Digest>),
    source: { ...base.source, lines, version },
    replayed: { ...base.replayed, replies },
  }));

test('digests of one session fold in any order and repetition to the same', () => {
  const all = fc.array(digest, { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(all, fc.nat(), (lines, seed) => {
      const shuffled = [...lines, lines[seed % lines.length]!].sort(
        (a, b) => canonicalJson(a).length * ((seed % 7) - 3) - canonicalJson(b).length,
      );
      expect(canonicalJson(foldDigests(shuffled))).toBe(canonicalJson(foldDigests(lines)));
      expect(canonicalJson(foldDigests([...lines].reverse()))).toBe(canonicalJson(foldDigests(lines)));
    }),
  );
});

test('a reading that knows of more copies counts, though its numbers are smaller; a later end counts more still', () => {
  const small = { ...base, turns: 1, replayed: { ...base.replayed, replies: 3 } };
  const large = { ...base, turns: 9 };
  expect(foldDigests([large, small])).toMatchObject({ turns: 1 });
  expect(foldDigests([{ ...large, ended: '2026-11-20T00:00:00.000Z' }, small])).toMatchObject({ turns: 9 });
});

test('a log that a merge or a crash left in a bad state: read, named by doctor, healed by rebuild', () => {
  const at = filled();
  const text = at.read(LOG);
  const [first, second] = text.trimEnd().split('\n');
  const odd = [{ tools: 'many' }, { git: null }, { tools: [null] }, { replayed: null }, { started: 'yesterday' }];
  const strange = odd.map((own) => JSON.stringify({ ...JSON.parse(first!), id: 'claude:strange', ...own })).join('\n');
  writeFileSync(
    join(at.root, LOG),
    `<<<<<<< HEAD\n${first}\n=======\n${second}\n>>>>>>> other\n${strange}\nnot json\n{"id":"torn`,
  );
  const shown = at.ka(['sessions', 'list', '--json'], { env: NOW });
  expect([shown.code, shown.json().total]).toEqual([0, 3]);
  expect(shown.err).toContain('hold no digest');
  const doctor = at.ka(['doctor'], { env: { ...NOW, COLUMNS: '2000' } }).out;
  expect(doctor).toContain(`${LOG} holds 3 lines of a merge conflict`);
  expect(doctor).toContain(`${LOG} holds 5 lines that no digest can be`);
  expect(at.ka(['metrics', 'rebuild'], { env: NOW }).out).toContain('sessions, 1 log file healed');
  expect(at.read(LOG)).toBe(`${first}\n${second}\n${strange}\nnot json\n`);
  expect(at.ka(['metrics', 'rebuild', '--json'], { env: NOW }).json().sessions).toEqual({ healed: 0 });
});

test('the digests that the benchmark writes are read as such: else it would measure nothing', async () => {
  const at = repo();
  const { writeDigests } = await import(join(import.meta.dirname, '../../bench/digests.mjs'));
  writeDigests(at.root, 3);
  const shown = at.ka(['sessions', 'list', '--no-sync', '--json']);
  expect([shown.json().total, shown.err]).toEqual([3, '']);
});

test('two branches that synced the same sessions merge to the same sessions', () => {
  const at = filled();
  at.write('.gitattributes', '.kaizen/**/*.jsonl merge=union\n');
  at.git('add', '-A');
  at.git('commit', '-q', '-m', 'base');
  const before = listed(at);
  for (const branch of ['left', 'right']) {
    at.git('checkout', '-q', '-b', branch, 'main');
    put(at, branch, '2026-11-20T11:00:00.000Z');
    at.ka(['sessions', 'sync'], { env: NOW });
    at.git('commit', '-qam', branch);
  }
  at.git('merge', '-q', 'left', '-m', 'merge');
  expect(new Set(listed(at))).toEqual(new Set([...before, sessionId('left'), sessionId('right')]));
  expect(at.ka(['sessions', 'sync', '--json'], { env: NOW }).json()).toMatchObject({ own: 0 });
});

test('prune drops old digests: a month that is older all through keeps its cut line only, and nothing comes back', () => {
  const at = filled();
  const dry = at.ka(['metrics', 'prune', '--dry-run'], { env: NOW }).out;
  expect(dry).toContain('would drop 1 record and 1 digest of sessions');
  expect(listed(at)).toHaveLength(3);
  const january = at.read('.kaizen/sessions/2026-01.jsonl');
  expect(at.ka(['metrics', 'prune'], { env: NOW }).code).toBe(0);
  expect(at.read('.kaizen/sessions/2026-01.jsonl')).toBe('{"id":"cut","before":"2026-05-25T12:00:00.000Z"}\n');
  expect(logOf(at, LOG)).toHaveLength(2);
  // A merge brings the line back; the cut still covers it.
  writeFileSync(
    join(at.root, '.kaizen/sessions/2026-01.jsonl'),
    `${january}{"id":"cut","before":"2026-05-25T12:00:00.000Z"}\n`,
  );
  expect(listed(at)).toHaveLength(2);
  expect(at.ka(['metrics', 'prune', '--days', '2', '--json'], { env: NOW }).json().sessions).toMatchObject({
    digests: 1,
  });
  expect(listed(at)).toEqual([sessionId('b')]);
});

test('prune, killed before any change of the disk: no digest is half there, the next prune ends the work', () => {
  const at = filled({ '.kaizen/config.yaml': 'writer: auto\n' });
  at.git('commit', '-q', '--allow-empty', '-m', 'next');
  put(at, 'older', '2026-01-06T10:00:00.000Z');
  at.ka(['sessions', 'sync'], { env: NOW });
  const young = [sessionId('a'), sessionId('b')].sort();
  let whole: unknown = null;
  const left: unknown[] = [];
  killEverywhere(
    at,
    ['metrics', 'prune'],
    NOW,
    (copy, done) => {
      expect(
        listed(copy)
          .filter((id) => young.includes(id))
          .sort(),
      ).toEqual(young);
      copy.ka(['metrics', 'prune'], { env: NOW });
      expect(listed(copy).sort()).toEqual(young);
      const bytes = bytesBelow(join(copy.root, '.kaizen/sessions'));
      if (done) whole = bytes;
      else left.push(bytes);
    },
    undefined,
    process.env.KA_SOAK ? 1 : 3,
  );
  for (const bytes of left) expect(bytes).toEqual(whole);
  expect(readFileSync(join(at.root, '.kaizen/config.yaml'), 'utf8')).toBe('writer: auto\n');
});
