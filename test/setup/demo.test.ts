import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { repo } from '../repo.ts';

const PICTURE = join(import.meta.dirname, '..', '..', 'wiki', 'demo.svg');
const SAMPLE = join(import.meta.dirname, '..', '..', 'templates', 'sample', 'transcripts');

/** Output tokens of a transcript, counted apart from ka: the largest of each message. */
function outputTokens(file: string): number {
  const largest = new Map<string, number>();
  for (const line of readFileSync(file, 'utf8').split('\n').filter(Boolean)) {
    const { message } = JSON.parse(line);
    if (message?.usage) {
      largest.set(message.id, Math.max(largest.get(message.id) ?? 0, message.usage.output_tokens));
    }
  }
  return [...largest.values()].reduce((sum, value) => sum + value, 0);
}

/** Nine seconds of work, which take minutes on a machine with much else to do. */
const PATIENCE_MS = 600_000;

test('the demo shows the loop with the numbers of its transcripts', { timeout: PATIENCE_MS }, () => {
  const { ka } = repo();
  const ran = ka(['demo', '--keep'], { env: { COLUMNS: '80' } });
  expect(ran.err).toMatch(/commands shown/);
  const folder = /The repository is kept: (.*)/.exec(ran.out)![1]!;
  try {
    // A command stays whole, to be copied; where the folder lies is no part of the loop.
    const lines = ran.out.split('\n').filter((line) => !line.startsWith('  $ ') && !line.includes(folder));
    expect(lines.filter(({ length }) => length > 80)).toEqual([]);
    expect([...ran.out.matchAll(/^\d\. ([A-Z][a-z ]+)\. /gm)].map(([, title]) => title)).toEqual([
      'Set up',
      'Measure',
      'Measure on',
      'Analyse',
      'Act',
      'Orient',
      'Plain files',
    ]);
    const records = ka(['metrics', 'export', 'tdd-workflow'], { cwd: folder })
      .out.trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const children = readdirSync(SAMPLE, { recursive: true, encoding: 'utf8' }).filter(
      (name) => name.endsWith('.jsonl') && name.includes('subagents'),
    );
    const ofAgent = children.filter((name) =>
      readFileSync(join(SAMPLE, name.replace('.jsonl', '.meta.json')), 'utf8').includes('tdd-workflow'),
    );
    expect(records).toHaveLength(ofAgent.length);
    expect(records.map((record) => record.tokens.output).sort()).toEqual(
      ofAgent.map((name) => outputTokens(join(SAMPLE, name))).sort(),
    );
    expect(records.filter((record) => record.outcome_by === 'harness')).toMatchObject([{ success: false }]);
    expect(ka(['memory', 'brief', 'tdd-workflow'], { cwd: folder }).out).toContain('## Performance Summary');
  } finally {
    rmSync(dirname(folder), { recursive: true, force: true, maxRetries: 3 });
  }
});

test('a picture replaces no file of somebody else', () => {
  const { ka, git } = repo({ 'README.md': '# Mine\n', 'own.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>\n' });
  for (const file of ['README.md', 'own.svg'])
    expect(ka(['demo', '--svg', file])).toMatchObject({ code: 2, err: expect.stringContaining(`${file} exists`) });
  expect(git('status', '--short')).toBe('');
});

test('the demo leaves nothing behind and prints the same each time', { timeout: PATIENCE_MS }, () => {
  const { ka, root } = repo({ 'tmp/.gitkeep': '' });
  const ran = ka(['demo', '--json', '--svg', 'run.svg'], { env: { TMPDIR: join(root, 'tmp') } });
  expect(ran.code).toBe(0);
  expect(ran.json().folder).toBeNull();
  expect(readdirSync(join(root, 'tmp'))).toEqual(['.gitkeep']);
  // The picture in the README is a real run: `node dist/ka.cjs demo --svg wiki/demo.svg` writes it again.
  expect(readFileSync(join(root, 'run.svg'), 'utf8')).toBe(readFileSync(PICTURE, 'utf8'));
});
