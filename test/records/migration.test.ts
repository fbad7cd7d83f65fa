import { expect, test } from 'vitest';
import { type Repo, repo } from '../repo.ts';

const GOTCHA = `# Gotchas

What went wrong here.

## 2026-11-20: The table drifts

Command tables drift from the alias map. Somebody renamed a code, e.g. W1, and nobody looked.

- first
- second

### Root cause

The table is written by hand.

**Correction:** Generate it.

## Twice

One.

## Twice

Two.

## In a fence

\`\`\`md
## No heading
\`\`\`
`;
const LEARNING = `# Learnings

- **Pin the clock.** Tests read the time twice.
  The second read
  is another minute.
- 2026-11-19 Sort before cutting. Old rules of high priority were lost.
1. Alone

A paragraph of no item.
`;
const LEARNED = '## 2026-11-18\n\n- Batch the calls. One failure lost a whole run.\n- Name the file.\n';
const STUB = '# GOTCHA\n\nThis file is a Kaizen command surface, not the source of truth.\n\n    python kaizen.py G2\n';

const lessons = (): Repo =>
  repo({
    '.gitignore': 'out/\n',
    'evals/GOTCHA.md': GOTCHA,
    'LEARNING.md': LEARNING,
    'tools/LEARNED.md': LEARNED,
    'old/GOTCHA.md': STUB,
    'out/GOTCHA.md': '## Ignored\n\nBy git.\n',
    '.claude/skills/x/GOTCHA.md': '## Of a tool\n\nNot ours.\n',
    'README.md': '## Nothing\n',
  });

const plan = (at: Repo, ...args: string[]) => at.ka(['migrate', 'plan', '--json', ...args]).json();
const apply = (at: Repo, hash: string, ...args: string[]) => at.ka(['migrate', 'apply', '--confirm', hash, ...args]);
const sources = (at: Repo) => ['evals/GOTCHA.md', 'LEARNING.md', 'tools/LEARNED.md', 'old/GOTCHA.md'].map(at.read);

test('scan finds the lesson files that are the repository\u2019s own', () => {
  const { files } = lessons().ka(['migrate', 'scan', '--json']).json();
  expect(files.map((file: any) => [file.path, file.kind, file.stub, file.entries])).toEqual([
    ['LEARNING.md', 'learning', false, 3],
    ['evals/GOTCHA.md', 'gotcha', false, 4],
    ['old/GOTCHA.md', 'gotcha', true, 0],
    ['tools/LEARNED.md', 'learning', false, 2],
  ]);
});

test('a plan says what each entry becomes, word for word, and writes nothing', () => {
  const at = lessons();
  const { steps, hash } = plan(at);
  expect(hash).toMatch(/^[0-9a-f]{16}$/);
  expect(at.git('status', '--porcelain')).toBe('');
  const [pinned, sorted, alone, table, one, two, fence, batch, name] = steps;
  expect(steps.every(({ status }: any) => status === 'new')).toBe(true);
  expect(pinned).toMatchObject({
    kind: 'learning',
    title: 'Pin the clock',
    summary: 'Tests read the time twice.',
    body: 'The second read\nis another minute.',
    origin: 'LEARNING.md',
  });
  expect(sorted).toMatchObject({
    title: 'Sort before cutting',
    dated: '2026-11-19',
    summary: 'Sort before cutting.',
    body: 'Old rules of high priority were lost.',
  });
  expect([alone.title, alone.summary, alone.dated]).toEqual(['Alone', 'Alone', undefined]);
  expect(table).toMatchObject({
    kind: 'gotcha',
    title: 'The table drifts',
    dated: '2026-11-20',
    summary: 'Command tables drift from the alias map.',
    body: 'Somebody renamed a code, e.g. W1, and nobody looked.\n\n- first\n- second',
    sections: { 'Root cause': 'The table is written by hand.', Correction: 'Generate it.' },
  });
  expect([one.key, two.key]).toEqual(['migrated:evals/GOTCHA.md#Twice', 'migrated:evals/GOTCHA.md#Twice#2']);
  expect(fence).toMatchObject({ summary: 'In a fence', body: '```md\n## No heading\n```' });
  // A heading that is but a day: its items are entries of that day.
  expect([batch.title, batch.dated, name.title, name.dated]).toEqual([
    'Batch the calls',
    '2026-11-18',
    'Name the file',
    '2026-11-18',
  ]);
  const said = at.ka(['migrate', 'plan']);
  expect(said.out).toContain(`9 of 9 to write: ka migrate apply --confirm ${hash}`);
  for (const note of [
    'old/GOTCHA.md holds no lessons of its own',
    'belongs to no entry: What went wrong here.',
    'belongs to no entry: A paragraph of no item.',
    'LEARNED.md shows no verification',
  ])
    expect(said.err).toContain(note);
});

test('the headings of an entry are known by the names that people give them, too', () => {
  const words = [
    ['**Why it happens:** The tag is mutable.', '**Fix:** Pin it.'],
    ['### Why this happens\n\nThe tag is mutable.', '### Solution\n\nPin it.'],
    ['- **Cause**: The tag is mutable.', '- **Fix**: Pin it.'],
  ];
  const entries = words.map(([cause, fix], at) => `## Lost ${at}\n\nThe list was gone.\n\n${cause}\n\n${fix}\n`);
  const { steps } = plan(repo({ 'GOTCHA.md': `# Gotchas\n\n${entries.join('\n')}` }));
  expect(steps.map(({ sections }: any) => sections)).toEqual(
    words.map(() => ({ 'Root cause': 'The tag is mutable.', Correction: 'Pin it.' })),
  );
});

test('apply takes that plan in once, and leaves the files alone', () => {
  const at = lessons();
  const before = sources(at);
  const { hash } = plan(at);
  expect(apply(at, hash, '--dry-run').out).toContain('would add 9');
  expect(at.ka(['record', 'list', 'gotcha', '--json']).json().total).toBe(0);
  expect(apply(at, hash).out).toContain('added 9, 0 there already');
  expect(apply(at, hash).out).toContain('added 0, 9 there already');
  expect(plan(at).steps.every(({ status }: any) => status === 'there')).toBe(true);
  expect(plan(at).hash).toBe(hash);
  expect(sources(at)).toEqual(before);
  const kinds = ['gotcha', 'learning', 'learned'].map((kind) => at.ka(['record', 'list', kind, '--json']).json().total);
  expect(kinds).toEqual([4, 5, 0]);
  const [table] = at
    .ka(['record', 'list', 'gotcha', '--json'])
    .json()
    .records.filter(({ title }: any) => title === 'The table drifts');
  expect(at.read(table.path)).toContain(
    '## Root cause\n\nThe table is written by hand.\n\n## Correction\n\nGenerate it.\n',
  );
  expect(at.ka(['report', 'ledger', '--json']).json().records).toBeGreaterThanOrEqual(18);
});

test('another source is another plan, which is refused and writes nothing', () => {
  const at = lessons();
  const { hash } = plan(at);
  at.write('LEARNING.md', `${LEARNING}\n- One more.\n`);
  const ran = apply(at, hash);
  expect(ran).toMatchObject({ code: 1, err: expect.stringContaining(`not ${hash}`) });
  expect(ran.err).toContain('ka migrate plan');
  expect(at.ka(['record', 'list', 'gotcha', '--json']).json().total).toBe(0);
});

test('what LEARNED.md says comes in as a learning, which the gate keeps from being learned', () => {
  const at = lessons();
  apply(at, plan(at, '--root', 'tools').hash, '--root', 'tools');
  const { records, total } = at.ka(['record', 'list', 'learning', '--json']).json();
  expect([total, records[0].origin]).toEqual([2, 'tools/LEARNED.md']);
  const promoted = at.ka(['record', 'promote', records[0].id]);
  expect(promoted).toMatchObject({ code: 1, err: expect.stringContaining('an accepted verification') });
});

test('an entry that cannot be written stops the whole, and a secret is repeated nowhere', () => {
  const at = lessons();
  const key = ['ghp', 'a1B2c3D4e5F6a7B8c9D0e1F2a3B4c5D6e7F8'].join('_');
  at.write('docs/GOTCHA.md', `It was ${key}.\n\n## The token ${key}\n\nIt was ${key} all along.\n`);
  const { hash } = plan(at);
  const lines = ['scan', 'plan', 'verify', 'report'].flatMap((verb) => [[verb], [verb, '--json']]);
  const ran = [...lines, ['apply', '--confirm', hash]].map((line) => at.ka(['migrate', ...line]));
  expect(ran[2]!.out).not.toContain('ka migrate apply');
  expect(ran[2]!.out).toMatch(/refused +gotcha +docs\/GOTCHA\.md/);
  expect(ran.at(-1)).toMatchObject({ code: 1, err: expect.stringContaining('1 of 10 cannot be written') });
  expect(ran.map(({ out, err }) => out + err).join('\n') + at.read('.kaizen/reports/migration.md')).not.toContain(key);
  expect(at.ka(['record', 'list', 'gotcha', '--json']).json().total).toBe(0);
});

test('verify compares counts and texts', () => {
  const at = lessons();
  const verify = () => at.ka(['migrate', 'verify', '--json']);
  const states = () =>
    verify()
      .json()
      .compared.map(({ state }: any) => state);
  expect(verify().code).toBe(1);
  expect(new Set(states())).toEqual(new Set(['missing']));
  apply(at, plan(at).hash);
  expect([verify().code, new Set(states())]).toEqual([0, new Set(['same'])]);
  const [first] = at.ka(['record', 'list', 'learning', '--json']).json().records;
  at.ka(['record', 'update', first.id, '--cause', 'The clock.']);
  expect(verify().code).toBe(0);
  expect(states()).toContain('revised');
  // A record that was edited by hand, a source that changed, an entry that left.
  const [gotcha] = at.ka(['record', 'list', 'gotcha', '--json']).json().records;
  at.write(gotcha.path, at.read(gotcha.path).replace('No heading', 'Another'));
  at.write('LEARNING.md', LEARNING.replace('another minute', 'the next minute'));
  at.write('tools/LEARNED.md', LEARNED.replace('- Name the file.\n', ''));
  const ran = at.ka(['migrate', 'verify']);
  expect(ran.code).toBe(1);
  for (const why of ['its record has another body', 'its file says something else since', 'its file has it no more'])
    expect(ran.out).toContain(why);
  expect(ran.out).toContain('6 of 9 as their files say');
});

test('files that were removed after they were taken in are no fault', () => {
  const at = lessons();
  apply(at, plan(at).hash);
  at.git('rm', '-q', 'evals/GOTCHA.md');
  expect(at.ka(['migrate', 'verify'])).toMatchObject({ code: 0, out: expect.stringContaining('9 of 9') });
});

test('the report is the same bytes for the same state, and holds all that was left over', () => {
  const at = lessons();
  const report = () => {
    expect(at.ka(['migrate', 'report']).code).toBe(0);
    return at.read('.kaizen/reports/migration.md');
  };
  expect(report()).toContain('missing: it was not taken in');
  apply(at, plan(at).hash);
  const text = report();
  expect(report()).toBe(text);
  expect(text).toContain('| evals/GOTCHA.md | gotcha | 4 | 4 | 0 | 1 |');
  expect(text).toContain('> A paragraph of no item.');
});

test('a root outside of the project, or none, is refused', () => {
  const at = lessons();
  expect(at.ka(['migrate', 'scan', '--root', '../home'])).toMatchObject({
    code: 2,
    err: expect.stringContaining('..'),
  });
  expect(at.ka(['migrate', 'scan', '--root', 'nowhere'])).toMatchObject({
    code: 2,
    err: expect.stringContaining('nowhere is not there'),
  });
  expect(at.ka(['migrate', 'scan', '--root', 'tools', '--json']).json().files).toHaveLength(1);
});

test('without git, and with the codes of the original', () => {
  const at = repo({ 'GOTCHA.md': '- One thing. It broke.\n' }, { git: false });
  at.ka(['init']);
  const { hash } = at.ka(['M2', '--json']).json();
  expect(at.ka(['M3', '--confirm', hash]).out).toContain('added 1');
  expect(at.ka(['migration-verify']).code).toBe(0);
});

test('views are pages of the active lessons, never in the place of a file that somebody wrote, and no source', () => {
  const at = lessons();
  apply(at, plan(at).hash);
  const { records } = at.ka(['record', 'list', 'gotcha', '--json']).json();
  const drifts = records.find(({ title }: any) => title === 'The table drifts');
  const views = (...args: string[]) => at.ka(['migrate', 'views', ...args]);
  expect(views('--dry-run').out).toContain('+## 2026-11-20: The table drifts');
  expect(() => at.read('.kaizen/reports/GOTCHA.md')).toThrow();
  expect(views('--folder', 'docs').code).toBe(0);
  const page = at.read('docs/GOTCHA.md');
  expect(page).toContain(
    '## 2026-11-20: The table drifts\n\nCommand tables drift from the alias map.\n\n### What happened\n\nSomebody renamed a code',
  );
  expect(page).toContain(`### Correction\n\nGenerate it.\n\n\`${drifts.id}\``);
  views('--folder', 'docs');
  expect(at.read('docs/GOTCHA.md')).toBe(page);
  expect(at.read('docs/LEARNED.md')).toContain('There is none.');
  expect(plan(at).steps).toHaveLength(9);
  at.ka(['record', 'update', drifts.id, '--status', 'resolved']);
  views('--folder', 'docs');
  expect(at.read('docs/GOTCHA.md')).not.toContain('The table drifts');
  const before = at.read('evals/GOTCHA.md');
  expect(views('--folder', 'evals')).toMatchObject({ code: 2, err: expect.stringContaining('was written by hand') });
  expect(at.read('evals/GOTCHA.md')).toBe(before);
});
