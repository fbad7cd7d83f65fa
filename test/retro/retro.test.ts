import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isoWeek } from '../../src/lib/iso-week.ts';
import { exampleDigest } from '../../src/retro/example.ts';
import { repo, scratch } from '../repo.ts';
import { LOG, logOf, retroRepo, sessions, touch } from './repository.ts';

const QUEUE = '.kaizen/metrics/optimizer/recommendations.jsonl';
const bare = ['retro', '--no-sync'];

test('a week becomes bets with evidence that can be checked, and at most five of them', () => {
  const r = retroRepo();
  const ran = r.ka([...bare, '--json']);
  expect([ran.code, ran.err]).toEqual([0, '']);
  const { bets, as_of, window, commit, tests, totals } = ran.json();
  expect([as_of, window.days, totals.sessions, typeof tests]).toEqual(['2026-11-20T00:00:00.000Z', 7, 10, 'number']);
  expect(commit).toBe(r.git('rev-parse', 'HEAD').trim());
  expect(bets.length).toBeLessThanOrEqual(5);
  const split = bets.find(({ rule }: { rule: string }) => rule === 'split-file');
  expect(split.title).toBe(
    'split src/auth.py (412 lines, edited in 8 sessions, 11 tool calls in a turn that touches it)',
  );
  // 24 reads of a file of this many bytes, a quarter of them tokens, half of these saved, in seven days.
  const bytes = readFileSync(join(r.root, 'src/auth.py')).length;
  expect(split).toMatchObject({
    place: 'investigate',
    confidence: 'high',
    saving: 'estimated',
    expected_tokens_saved: Math.round((24 * Math.round(bytes / 4)) / 2),
  });
  expect(bets.map(({ rule }: { rule: string }) => rule)).toContain('ignored-rule');
  const text = r.ka(bare).out;
  expect(text).toContain('Top bet');
  expect(text).toContain('hypotheses tested together');
});

test('the page says of a saving what the list of bets says', () => {
  const r = retroRepo();
  r.ka([...bare, '--write']);
  const said = /saves [\d.]+[kM] tokens a week \(estimated\)/.exec(r.ka(['bets', 'list']).out.replace(/\s+/g, ' '))![0];
  r.ka(['page', 'page.html']);
  expect(r.read('page.html')).toContain(said);
});

test('what the sessions took is marked where a part of it is unknown', () => {
  const head = (digests = sessions()) => retroRepo(digests).ka(bare).out.split('Top bet')[0]!.replace(/\s+/g, ' ');
  expect(head()).toMatch(/ · [\d.]+[kM] tokens · \$[\d.]+ · /);
  const [first, ...others] = sessions();
  expect(head([{ ...first!, flags: ['partial'] }, ...others])).toMatch(/ · >[\d.]+[kM] tokens · >\$[\d.]+ · /);
});

test('one top bet, two to investigate, two quick ones, however many there are; --all shows the rest', () => {
  const failing = ['make a', 'make b', 'make c', 'make d'].map((sig) => ({ sig, runs: 4, errors: 3 }));
  const locks = ['go.sum', 'Cargo.lock', 'flake.lock'];
  const r = retroRepo(
    sessions().map((one) => ({
      ...one,
      commands: [...one.commands, ...failing],
      files: [...one.files, ...locks.map((path) => touch(path, 1, 0))],
    })),
  );
  for (const path of locks) r.write(path, 'x = 1\n'.repeat(5000));
  r.git('add', '-A');
  r.git('commit', '-qm', 'locks');
  const all: { place: string | null; held: string | null; subject: string }[] = r
    .ka([...bare, '--all', '--json'])
    .json().bets;
  const placed = (place: string | null) => all.filter((bet) => bet.place === place).length;
  expect(['top', 'investigate', 'quick', 'weak'].map(placed)).toEqual([1, 2, 2, 0]);
  expect(placed(null)).toBeGreaterThan(2);
  const text = r.ka(bare).out;
  expect(text).toContain(`${placed(null)} further bets: ka retro --all`);
  // Why each of them is held back: in a count here, in words beside each one there.
  const reasons = new Map<string, number>();
  for (const { held } of all) if (held !== null) reasons.set(held, (reasons.get(held) ?? 0) + 1);
  const counted = [...reasons].map(([why, n]) => `${n} ${why}`).join(', ');
  expect(text.replace(/\s+/g, ' ')).toContain(`ka retro --all (held back: ${counted})`);
  expect(r.ka([...bare, '--all']).out.match(/^ {2}held back: /gm)).toHaveLength(placed(null));
  expect(text.match(/^\* /gm)).toHaveLength(5);
  expect(r.ka([...bare, '--all']).out.match(/^\* /gm)).toHaveLength(all.length);
});

test('the failures of a command are counted once: not in its own bet and in that of the tool that ran it', () => {
  const bets = (calls: number, errors: number): { rule: string; title: string; apply: string[] }[] => {
    const tool = (name: string, calls: number, errors: number) => ({ name, calls, errors, p50_ms: 5, p95_ms: 9 });
    const week = Array.from({ length: 4 }, (_, i) =>
      exampleDigest(i, {
        commands: [{ sig: 'npm test', runs: 8, errors: 4 }],
        tools: [tool('Bash', calls, errors), tool('Read', 20, 0)],
      }),
    );
    const told = retroRepo(week)
      .ka([...bare, '--all', '--json'])
      .json().bets;
    return told.filter(({ rule }: { rule: string }) => rule.startsWith('failing-'));
  };
  const [command, ...others] = bets(10, 4);
  expect([command!.rule, others]).toEqual(['failing-command', []]);
  // A method may want them: that is for a person to say.
  expect(command!.apply.at(-1)).toContain('Where it is meant to fail first');
  const title = bets(30, 9).find(({ rule }) => rule === 'failing-tool')!.title;
  expect(title).toBe('Bash fails in 22.7 % of its other calls, all other tools in 0 %');
});

test('a week with weak evidence only shows the best of it, and says that it is weak', () => {
  const files = (i: number) => [touch('src/auth.py', 3, i === 0 ? 9 : 0, 0, 2, 2)];
  const r = repo({ [LOG]: logOf(Array.from({ length: 4 }, (_, i) => exampleDigest(i, { files: files(i) }))) });
  const { bets } = r.ka([...bare, '--json']).json();
  expect(bets).toMatchObject([{ rule: 'file-loop', confidence: 'low', place: 'weak' }]);
  const { out } = r.ka([...bare, '--write']);
  const heading = 'Weak evidence only: look before you change anything';
  expect(out).toContain(`${heading}\n\n* src/auth.py was edited up to 9 times in one session`);
  expect(out).toContain('\n  missing: a second session that loops on it\n');
  expect(out).not.toContain('further bet');
  expect(out).toContain(`ka bets accept ${bets[0].id}`);
  expect(r.read('.kaizen/retro/2026-W47.md')).toContain(`## ${heading}`);
});

test('a finding that may be chance is named, with the p-value that it lacks', () => {
  const skills = (i: number) => [{ name: 'deploy', fired: 1, contributed: i === 0 ? 1 : 0 }];
  const r = retroRepo(sessions(5).map((one, i) => ({ ...one, skills: skills(i) })));
  const { out } = r.ka(bare);
  expect(out.replace(/\s+/g, ' ')).toMatch(
    /held back: [^:]*deploy[^:]* \(skill-without-effect\): may be chance, p 0\.\d+( with all \d+ tests counted)?, 0\.05 is needed/,
  );
});

test('sessions in another order, split over other files, give the same bytes', () => {
  const [a, b] = [sessions(), [...sessions()].reverse()];
  const one = retroRepo(a);
  const other = retroRepo([]);
  other.write('.kaizen/sessions/2026-11.jsonl', logOf(b.slice(0, 4)));
  other.write('.kaizen/sessions/2026-11.w-00000000.jsonl', logOf(b.slice(4)));
  const strip = (json: { commit: string | null }) =>
    JSON.stringify({ ...json, commit: null }).replaceAll(/[0-9a-f]{12}\b/g, '');
  expect(strip(other.ka([...bare, '--all', '--json']).json())).toBe(strip(one.ka([...bare, '--all', '--json']).json()));
});

test('two clones print and write the same', () => {
  const r = retroRepo();
  const clone = join(scratch(), 'clone');
  execFileSync('git', ['clone', '-q', r.root, clone]);
  const look = (cwd: string) => r.ka([...bare, '--all', '--write'], { cwd }).out;
  expect(look(clone)).toBe(look(r.root));
  const report = '.kaizen/retro/2026-W47.md';
  expect(readFileSync(join(clone, report), 'utf8')).toBe(r.read(report));
  expect(readFileSync(join(clone, QUEUE), 'utf8')).toBe(r.read(QUEUE));
});

test('--as-of reproduces the report of last week, whatever came since', () => {
  const r = retroRepo();
  r.ka([...bare, '--write']);
  const before = r.read('.kaizen/retro/2026-W47.md');
  const [id] = /r_[0-9a-f]{12}/.exec(before)!;
  r.git('add', '-A');
  r.git('commit', '-qm', 'retro');
  // A week later: new sessions, a changed file, a decision.
  const later = sessions(6).map((one, i) => ({
    ...one,
    id: `claude:later${i}`,
    session_id: `later${i}`,
    started: `2026-11-2${i}T01:00:00.000Z`,
    ended: `2026-11-2${i + 1}T02:00:00.000Z`,
  }));
  r.write('.kaizen/sessions/2026-11.jsonl', logOf([...sessions(), ...later]));
  r.write('src/auth.py', 'short\n');
  execFileSync(
    'git',
    ['-C', r.root, '-c', 'user.name=A', '-c', 'user.email=a@example.invalid', 'commit', '-qam', 'later'],
    {
      env: { ...process.env, GIT_COMMITTER_DATE: '2026-11-26T00:00:00Z' },
    },
  );
  expect(r.ka(['bets', 'reject', id!]).code).toBe(0);
  expect(r.ka([...bare, '--write']).out).not.toContain('split src/auth.py');
  expect(r.ka([...bare, '--as-of', '2026-11-20T00:00:00Z', '--write']).code).toBe(0);
  const after = r
    .read('.kaizen/retro/2026-W47.md')
    .replace(/commit: \w+/, '')
    .replace(/commit \w{12}/, '');
  expect(after.replace(/at [0-9a-f]{12}/g, '')).toBe(
    before
      .replace(/commit: \w+/, '')
      .replace(/commit \w{12}/, '')
      .replace(/at [0-9a-f]{12}/g, ''),
  );
});

test('what was decided is not proposed again, and the report says so', () => {
  const r = retroRepo();
  const { bets } = r.ka([...bare, '--json']).json();
  const [first, second] = bets as { id: string; title: string }[];
  r.ka(['bets', 'reject', first!.id, '--reason', 'it will be rewritten']);
  r.ka(['bets', 'accept', second!.id]);
  const ran = r.ka(bare);
  expect(ran.out).toContain('Decided already, not proposed again:');
  expect(ran.out.replace(/\s+/g, ' ')).toContain(`${first!.id} ${first!.title}: rejected on`);
  expect(ran.out).toContain('it will be');
  const again = r.ka([...bare, '--all', '--json']).json();
  expect(again.bets.map(({ id }: { id: string }) => id)).not.toContain(first!.id);
  expect(again.decided.map(({ id, status }: { id: string; status: string }) => [id, status]).sort()).toEqual(
    [
      [first!.id, 'rejected'],
      [second!.id, 'accepted'],
    ].sort(),
  );
});

test('one queue: bets list shows the bets of the retro beside those of the optimizer', () => {
  const r = retroRepo();
  const line = (i: number) =>
    JSON.stringify({
      id: `x_${String(i).padStart(20, '0')}`,
      timestamp: `2026-11-01T00:00:${String(i).padStart(2, '0')}.000Z`,
      agent: 'main',
      success: i % 2 === 0,
      recorded_at: '2026-11-01T00:00:00.000Z',
      source: 'hook',
    });
  r.write('.kaizen/metrics/main/executions.jsonl', `${Array.from({ length: 40 }, (_, i) => line(i)).join('\n')}\n`);
  r.ka(['metrics', 'optimize']);
  r.ka(bare);
  const rules = r
    .ka(['bets', 'list', '--json'])
    .json()
    .bets.map(({ rule }: { rule: string }) => rule);
  expect(rules).toContain('split-file');
  expect(rules).toContain('success-rate-below-target');
  // Neither takes the other's bets for gone.
  r.ka(['metrics', 'optimize']);
  r.ka(bare);
  expect(r.ka(['bets', 'list', '--json']).json().bets).toHaveLength(rules.length);
  expect(r.read(QUEUE)).not.toContain('resolved');
});

test('a bet whose rule looked and found nothing is resolved; one that a quiet week did not look at stays', () => {
  const r = retroRepo();
  r.ka(bare);
  const idOf = (rule: string): string =>
    new RegExp(`"id":"(r_[0-9a-f]+)"[^\\n]*"rule":"${rule}"`).exec(r.read(QUEUE))![1]!;
  const [split, lock] = [idOf('split-file'), idOf('generated-files')];
  // The next week: the file is edited in four sessions of small turns, and nobody touches the lock file.
  const next = Array.from({ length: 4 }, (_, i) => ({
    ...exampleDigest(i, { files: [touch('src/auth.py', 1, 1, 0, 1, 2)] }),
    id: `claude:n${i}`,
    session_id: `n${i}`,
    started: `2026-11-2${i + 4}T00:00:00.000Z`,
    ended: `2026-11-2${i + 4}T01:00:00.000Z`,
  }));
  r.write(LOG, logOf([...sessions(), ...next]));
  r.ka([...bare, '--days', '3']);
  const { bets, quiet } = r.ka(['bets', 'list', '--all', '--json']).json();
  const status = (id: string) => [...bets, ...quiet].find((one: { id: string }) => one.id === id)?.status;
  expect([status(split), status(lock)]).toEqual(['resolved', 'open']);
});

test('a dry run and a look at the past change nothing', () => {
  const r = retroRepo();
  const before = r.git('status', '--porcelain', '-uall', '--ignored');
  const dry = r.ka([...bare, '--write', '--dry-run']);
  expect(dry.out).toContain('+# Retro 2026-W47');
  expect(dry.out).toContain('would tell the queue: r_');
  expect(r.git('status', '--porcelain', '-uall', '--ignored')).toBe(before);
  r.ka([...bare, '--as-of', '2026-11-19']);
  expect(existsSync(join(r.root, QUEUE))).toBe(false);
});

test('the report names its bets for programs, in the frontmatter', () => {
  const r = retroRepo();
  const { bets } = r.ka([...bare, '--write', '--json']).json();
  const head = r.read('.kaizen/retro/2026-W47.md').split('---')[1]!;
  expect(head).toContain('week: 2026-W47');
  for (const { id } of bets) expect(head).toContain(id);
});

test('without git, without sessions, with digests of another shape: a plain answer', () => {
  const plain = retroRepo([]);
  expect(plain.ka(bare).out).toContain('No session that ended by 2026-01-01 is known.');
  const odd = retroRepo();
  const line = JSON.stringify({
    ...exampleDigest(0),
    files: 'none',
    tool_calls: { a: 1 },
    id: 'claude:odd',
    session_id: 'odd',
  });
  odd.write(LOG, `${odd.read(LOG)}${line}\n`);
  const ran = odd.ka(bare);
  expect([ran.code, ran.err.includes('1 line of .kaizen/sessions holds no digest')]).toEqual([0, true]);
  expect(odd.ka(['retro', '--as-of', 'yesterday']).code).toBe(2);
});

test('a week without sessions leads to the last one that there was, on the terminal and in the report', () => {
  const r = retroRepo();
  const empty = [...bare, '--as-of', '2027-02-01', '--write'];
  const ran = r.ka(empty);
  const said = 'No session ended in these 7 days. The last one ended on 2026-11-20:\nka retro --as-of 2026-11-20';
  expect(ran.out).toContain(`\n${said}\n`);
  expect(r.read('.kaizen/retro/2027-W05.md')).toContain(`\n${said}\n`);
  expect(r.ka([...bare, '--as-of', '2026-11-20']).out).toContain('Top bet');
  // Where none was known yet no look further back helps.
  expect(r.ka([...bare, '--as-of', '2026-10-01']).out).toContain('No session that ended by 2026-10-01 is known.');
});

// Python: datetime.date(y, m, d).isocalendar().
test.each([
  ['2026-11-20', '2026-W47'],
  ['2026-01-01', '2026-W01'],
  ['2027-01-01', '2026-W53'],
  ['2024-12-30', '2025-W01'],
  ['2021-01-03', '2020-W53'],
])('%s is in %s', (day, week) => expect(isoWeek(Date.parse(day))).toBe(week));

test('a day before the first commit is told from a folder without git', () => {
  const r = retroRepo();
  const early = r.ka([...bare, '--as-of', '2019-01-01']);
  expect(early.out.replace(/\s+/g, ' ')).toContain('git has no commit up to 2019-01-01, so nothing is said of files');
  const plain = repo({}, { git: false }).ka([...bare, '--as-of', '2019-01-01']);
  expect(plain.out.replace(/\s+/g, ' ')).toContain('without git history nothing is said of files');
});
