import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Repo, repo, scratch } from '../../repo.ts';

const GUIDE = `# Canonical JSON

Two programs that write the same value write the same bytes.

## Sorting

Keys are sorted by their UTF-16 code units.

\`\`\`js
# no heading
sort(keys)
\`\`\`

## Numbers

Numbers are written as ECMAScript does.
`;
const ingest = ({ ka }: Repo, ...words: string[]) => ka(['record', 'ingest', ...words, '--json']).json();
const documents = ({ root }: Repo, kind = 'evidence'): string[] => {
  try {
    return readdirSync(join(root, `.kaizen/records/${kind}`));
  } catch {
    return [];
  }
};

test('a Markdown file becomes a document with its text, and a lock of its source', () => {
  const r = repo({ 'docs/guide.md': GUIDE });
  const task = r.ka(['W1', '--title', 'T', '--summary', 'S.', '--json']).json().id;
  const words = [
    '--source-id',
    'rfc-8785',
    '--authority-tier',
    'normative',
    '--version-or-commit',
    '1',
    '--license',
    'MIT',
  ];
  const { id, source, chunks, record } = ingest(r, 'docs/guide.md', ...words, '--task', task);
  expect(record).toMatchObject({
    title: 'Canonical JSON',
    media: 'markdown',
    origin: 'docs/guide.md',
    source,
    task,
    chunks,
  });
  expect(chunks).toBe(3);
  expect(r.read(`.kaizen/records/evidence/${id}.md`)).toContain(GUIDE);
  expect(r.ka(['record', 'show', source, '--json']).json().record).toMatchObject({
    source_id: 'rfc-8785',
    authority_tier: 'normative',
    version_or_commit: '1',
    license: 'MIT',
    url_or_repository: 'docs/guide.md',
    content_hash: `sha256:${record.sha256}`,
  });
  const ledger = r.ka(['record', 'list', 'ledger', '--json']).json().records;
  expect(ledger.slice(0, 2).map(({ op, of, task: at }: Record<string, string>) => [op, of, at])).toEqual(
    expect.arrayContaining([
      ['ingest', id, task],
      ['ingest', source, task],
    ]),
  );
});

test('the same bytes are one document, a change makes another', () => {
  const r = repo({ 'a.txt': 'one\n' });
  const first = ingest(r, 'a.txt');
  expect(ingest(r, './a.txt', '--title', 'Other')).toMatchObject({
    status: 'unchanged',
    id: first.id,
    source: first.source,
  });
  expect([documents(r).length, documents(r, 'source').length]).toEqual([1, 1]);
  r.write('a.txt', 'two\n');
  expect(ingest(r, 'a.txt').status).toBe('added');
  expect([documents(r).length, documents(r, 'source').length]).toEqual([2, 2]);
  r.write('a.txt', 'three\n');
  ingest(r, 'a.txt', '--version-or-commit', '3');
  r.write('a.txt', 'four\n');
  const other = r.ka(['record', 'ingest', 'a.txt', '--version-or-commit', '3']);
  expect([other.code, other.err]).toEqual([1, expect.stringContaining('to other bytes')]);
  expect(documents(r)).toHaveLength(3);
});

test('--dry-run writes nothing', () => {
  const r = repo({ 'guide.md': GUIDE });
  expect(ingest(r, 'guide.md', '--dry-run')).toMatchObject({ status: 'added', chunks: 3 });
  expect(documents(r).concat(documents(r, 'source'))).toEqual([]);
});

test('a search finds chunks with their headings and those beside them; show and E5 print one', () => {
  const r = repo({ 'guide.md': GUIDE });
  const { id } = ingest(r, 'guide.md');
  const [hit] = r.ka(['E4', '--query', 'sorted keys', '--json']).json().hits;
  expect(hit).toMatchObject({
    id: `${id}#1`,
    record: id,
    chunk: 1,
    headings: ['Canonical JSON', 'Sorting'],
    previous: `${id}#0`,
    next: `${id}#2`,
  });
  expect(r.ka(['record', 'query', 'evidence', 'sorted']).out).toContain('Canonical JSON > Sorting');
  const chunk = r.ka(['record', 'show', hit.id, '--json']).json();
  expect(chunk.text).toMatch(/^## Sorting\n[\s\S]*sort\(keys\)\n```$/);
  const { body } = r.ka(['record', 'show', id, '--json']).json().record;
  expect(body.slice(hit.start, hit.end)).toBe(chunk.text);
  expect(r.ka(['E5', '--id', id, '--chunk', '1']).out).toContain('## Sorting');
  expect(r.ka(['record', 'show', `${id}#3`]).err).toContain('has the chunks 0 to 2');
  expect(r.ka(['record', 'query', '--substring', 'code units.\n\n```js', '--json']).json().hits[0].id).toBe(hit.id);
  const task = r.ka(['W1', '--title', 'T', '--summary', 'S.', '--json']).json().id;
  expect(r.ka(['record', 'show', `${task}#0`]).err).toContain('not cut into chunks');
});

test('ka record chunk cuts anew, and the record keeps how many there are', () => {
  const r = repo({ 'guide.md': GUIDE });
  const { id } = ingest(r, 'guide.md');
  const cut = r.ka(['E3', '--id', id, '--json']).json();
  expect(cut).toMatchObject({ total: 3, rev: 1 });
  r.ka(['record', 'update', id, '--body', `${GUIDE}\n## More\n\nText.`]);
  expect(r.ka(['record', 'chunk', id, '--json']).json()).toMatchObject({ total: 4, rev: 3 });
  expect(r.ka(['record', 'show', id, '--json']).json().record.chunks).toBe(4);
});

test('a clone without ignored files finds the same chunks', () => {
  const r = repo({ 'guide.md': GUIDE, 'notes.txt': 'Keys that are not sorted.\n# a comment\n' });
  ingest(r, 'guide.md');
  ingest(r, 'notes.txt');
  const ask = (cwd: string) => r.ka(['record', 'query', 'evidence', 'sorted', 'keys', '--json'], { cwd }).json();
  const before = ask(r.root);
  expect(before.total).toBe(2);
  r.git('add', '-A');
  r.git('commit', '-q', '-m', 'evidence');
  const clone = join(scratch(), 'clone');
  r.git('clone', '-q', r.root, clone);
  expect(ask(clone)).toEqual(before);
  rmSync(join(r.root, '.kaizen/local'), { recursive: true });
  expect(ask(r.root)).toEqual(before);
});

test('a secret refuses the file by its line, --redact replaces it', () => {
  const key = `ghp_${'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'}`;
  const r = repo({ 'notes.md': `# Notes\n\nWrite to someone@corp.example.org.\n\nThe token is ${key}.\n` });
  const refused = r.ka(['record', 'ingest', 'notes.md']);
  expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('notes.md:5')]);
  expect(refused.err).not.toContain(key);
  expect(documents(r).concat(documents(r, 'source'))).toEqual([]);
  const { id, record } = ingest(r, 'notes.md', '--redact');
  const text = r.read(`.kaizen/records/evidence/${id}.md`);
  expect(text).not.toContain(key);
  expect(text).toContain('The token is <redacted:');
  expect(record.redacted.length).toBeGreaterThan(0);
});

test('files that are no text, too large, elsewhere or missing are refused, each with why', () => {
  const r = repo({ 'latin.txt': '' });
  const outside = join(scratch(), 'outside.md');
  writeFileSync(outside, '# Outside\n\nText.\n');
  symlinkSync(outside, join(r.root, 'link.md'));
  r.write('latin.txt', Buffer.from([0x63, 0x61, 0x66, 0xe9]));
  r.write('image.png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0]));
  r.write('wide.txt', Buffer.from('\ufefftext', 'utf16le'));
  r.write('empty.md', ' \n\n');
  r.write('huge.txt', Buffer.alloc(25 * 1024 * 1024 + 1, 'a'));
  r.write('long.txt', Buffer.alloc(13 * 1024 * 1024, 'word '));
  mkdirSync(join(r.root, 'folder'));
  const said = (path: string): string => {
    const ran = r.ka(['record', 'ingest', path]);
    expect([path, ran.code]).toEqual([path, 2]);
    return ran.err;
  };
  expect(said('latin.txt')).toContain('latin.txt is not written in UTF-8');
  expect(said('image.png')).toContain('holds bytes that no text has');
  expect(said('wide.txt')).toContain('UTF-16');
  expect(said('empty.md')).toContain('holds no text');
  expect(said('huge.txt')).toContain(`at most ${25 * 1024 * 1024} are read`);
  expect(said('long.txt')).toContain('split the file');
  expect(said('link.md')).toContain('--allow-external');
  expect(said(outside)).toContain('outside of the project');
  expect(said('gone.md')).toContain('is not there');
  expect(said('folder')).toContain('no file');
  expect(documents(r)).toEqual([]);
  const taken = ingest(r, outside, '--allow-external');
  expect(taken.record).toMatchObject({ origin: 'external:outside.md', title: 'Outside' });
  expect(ingest(r, 'link.md', '--allow-external').record.origin).toBe('external:link.md');
});

test('what a record could not hold is made harmless: line ends, control characters, the markers of a merge', () => {
  const r = repo();
  r.write('odd.txt', '\ufeffone\r\ntwo\u001b[31m\r\n<<<<<<< HEAD\nthree\n>>>>>>> other\n\f\n---\nfour\n');
  const { id } = ingest(r, 'odd.txt');
  const { body } = r.ka(['record', 'show', id, '--json']).json().record;
  expect(body).toBe('one\ntwo[31m\n <<<<<<< HEAD\nthree\n >>>>>>> other\n\n---\nfour\n');
  expect(r.ka(['record', 'query', 'four', '--json']).json()).toMatchObject({ total: 1, problems: [] });
});
