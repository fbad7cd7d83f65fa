import { expect, test } from 'vitest';
import { htmlText } from '../../../src/records/evidence/html.ts';
import { type Repo, repo } from '../../repo.ts';
import { pdfFile } from './pdf-file.ts';

const ingest = ({ ka }: Repo, ...words: string[]) => ka(['record', 'ingest', ...words, '--json']).json();
const bodyOf = ({ ka }: Repo, id: string): string => ka(['record', 'show', id, '--json']).json().record.body;

const PAGE = `<!doctype html><html><head><title>The  Guide</title><style>p { color: red }</style>
<script>alert("no &lt;text")</script></head><body><nav><a href="/">Home</a></nav>
<h1>Canonical <em>JSON</em></h1><p>Keys are   sorted
by <code>code unit</code> &amp; nothing else.<p>A second<br>paragraph.
<div hidden>Not <b>seen</b>.</div><ul><li>one<li>two</ul>
<h2>Numbers</h2><pre><code># no heading
\`\`\`
a  b
</code></pre><table><tr><th>in</th><th>out</th></tr><tr><td>1.0</td><td>1</td></tr></table>
<p># not a heading</p><!-- a comment --></body></html>`;

test('HTML becomes Markdown with its headings, without scripts and what is hidden', () => {
  expect(htmlText(PAGE)).toEqual({
    title: 'The Guide',
    text: [
      '# Canonical JSON',
      'Keys are sorted by code unit & nothing else.',
      'A second\nparagraph.',
      '- one\n- two',
      '## Numbers',
      '````\n# no heading\n```\na  b\n````',
      'in | out\n1.0 | 1',
      '\\# not a heading',
    ].join('\n\n'),
  });
});

test('an HTML file is evidence that is found under its headings', () => {
  const r = repo({ 'guide.html': PAGE, 'page.txt': '<html><body>Plain words.</body></html>' });
  const { id, record } = ingest(r, 'guide.html');
  expect(record).toMatchObject({ title: 'The Guide', media: 'html', method: 'native' });
  const [hit] = r.ka(['E4', '--query', 'sorted', '--json']).json().hits;
  expect(hit).toMatchObject({ record: id, headings: ['Canonical JSON'] });
  expect(ingest(r, 'page.txt').record.media).toBe('html');
});

test('a PDF is read by page, with the title that it has', () => {
  const r = repo();
  r.write('paper.pdf', pdfFile(['Canonical JSON\nKeys are sorted.', '# Numbers (as in code)'], { title: 'The paper' }));
  const { id, record } = ingest(r, 'paper.pdf');
  expect(record).toMatchObject({ title: 'The paper', media: 'pdf', method: 'pdftext', chunks: 2 });
  expect(bodyOf(r, id)).toBe(
    '## Page 1\n\nCanonical JSON\nKeys are sorted.\n\n## Page 2\n\n\\# Numbers (as in code)\n',
  );
  const [hit] = r.ka(['record', 'query', 'evidence', 'numbers', '--json']).json().hits;
  expect(hit).toMatchObject({ id: `${id}#1`, headings: ['Page 2'] });
});

test('a PDF with a password, a broken one, one of 501 pages and one without text are refused, with nothing else said', () => {
  const r = repo();
  r.write('locked.pdf', pdfFile(['Secret'], { encrypted: true }));
  r.write('broken.pdf', '%PDF-1.4\nnothing follows');
  r.write('long.pdf', pdfFile(Array.from({ length: 501 }, () => 'x')));
  r.write('blank.pdf', pdfFile(['']));
  const said = (path: string): string => {
    const ran = r.ka(['record', 'ingest', path]);
    expect([path, ran.code, ran.out]).toEqual([path, 2, '']);
    return ran.err;
  };
  expect(said('locked.pdf')).toContain('locked.pdf is locked with a password');
  expect(said('broken.pdf')).toContain('broken.pdf cannot be read as PDF');
  expect(said('long.pdf')).toContain('has 501 pages; at most 500');
  expect(said('blank.pdf')).toContain('blank.pdf holds no text');
});

test('a secret in a page or a PDF is named by the line of its text', () => {
  const key = `ghp_${'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'}`;
  const r = repo({ 'page.html': `<h1>Keys</h1><p>It is ${key}.` });
  r.write('paper.pdf', pdfFile([`It is\n${key}`]));
  expect(r.ka(['record', 'ingest', 'page.html']).err).toContain('line 3 of the text of page.html');
  expect(r.ka(['record', 'ingest', 'paper.pdf']).err).toContain('line 4 of the text of paper.pdf');
  expect(bodyOf(r, ingest(r, 'paper.pdf', '--redact').id)).toContain('<redacted:');
});
