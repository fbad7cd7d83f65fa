import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repo } from '../repo.ts';

const SOURCE = `---
name: a
description: |
  Use it: "now".
  Twice.
tools: [Read, Bash]
model: haiku
metrics:
  primary: {name: m, target: 1}
memory: true
category: x
---

# A

Do it.
`;
const TO = ['agents', 'export', '--to', 'claude'];
const OUT = '.claude/agents/a.md';

test('export writes only what Claude Code knows and says what it left out', () => {
  const { ka, read } = repo({ 'agents/a.md': SOURCE });
  const ran = ka([...TO, '--json']);
  expect(ran.code).toBe(0);
  expect(ran.json().files).toEqual([
    { name: 'a', path: OUT, status: 'written', lost: ['metrics', 'memory', 'category'] },
  ]);
  expect(read(OUT)).toMatch(
    /^---\n# Exported by ka from agents\/a\.md; edit that file\. source:[0-9a-f]{64} text:[0-9a-f]{64}\nname: a\ndescription: \|\n {2}Use it: "now"\.\n {2}Twice\.\ntools:\n {2}- Read\n {2}- Bash\nmodel: haiku\n---\n\n# A\n\nDo it\.\n$/,
  );
  const narrow = ka(TO, { env: { COLUMNS: '80' } }).out;
  expect(narrow).toContain('no place for: category, memory, metrics');
  expect(narrow.split('\n').filter((line) => line.length > 80)).toEqual([]);
});

test('the same source gives the same bytes, whatever its line ends', () => {
  const { ka, read, write } = repo({ 'agents/a.md': SOURCE });
  ka(TO);
  const first = read(OUT);
  expect(ka(TO).out).toContain('unchanged');
  write('agents/a.md', SOURCE.replaceAll('\n', '\r\n'));
  expect(ka(TO).out).toContain('unchanged');
  expect(read(OUT)).toBe(first);
});

test("Claude Code's own memory stays, ka's does not", () => {
  const { ka, read } = repo({ 'agents/a.md': SOURCE.replace('memory: true', 'memory: project') });
  ka(TO);
  expect(read(OUT)).toContain('\nmemory: project\n');
});

test('what a person wrote or edited there is kept; --force replaces it', () => {
  const hand = '---\nname: a\ndescription: by hand\n---\nMine.\n';
  const { ka, read, write } = repo({ 'agents/a.md': SOURCE, [OUT]: hand });
  expect(ka(TO)).toMatchObject({ code: 1, out: expect.stringContaining('written by hand') });
  expect(read(OUT)).toBe(hand);
  expect(ka([...TO, '--force']).code).toBe(0);
  const edited = `${read(OUT)}Mine.\n`;
  write(OUT, edited);
  expect(ka(TO)).toMatchObject({ code: 1, out: expect.stringContaining('edited') });
  expect(read(OUT)).toBe(edited);
});

test('an exported file is no second definition', () => {
  const { ka } = repo({ 'agents/a.md': SOURCE });
  ka(TO);
  const { agents } = ka(['agents', 'list', '--json']).json() as { agents: Record<string, unknown>[] };
  expect(agents).toMatchObject([{ name: 'a', path: 'agents/a.md', exported: true }]);
});

test('an edited definition leaves a stale export: list and doctor say so, export mends it', () => {
  const { ka, write, read } = repo({ 'agents/a.md': SOURCE, '.claude/settings.json': '{}' });
  const doctor = () =>
    ka(['doctor', '--json'])
      .json()
      .checks.find(({ id }: { id: string }) => id === 'exports');
  const listed = () => ka(['agents', 'list', '--json']).json().agents[0];
  expect(ka(['init']).code).toBe(0);
  expect([doctor().status, listed()]).toMatchObject(['ok', { exported: true, export: 'current' }]);
  write('agents/a.md', `${SOURCE}\nMore.\n`);
  expect(doctor().findings).toMatchObject([
    {
      status: 'wrong',
      says: expect.stringContaining('agents/a.md, which has changed'),
      mend: TO.join(' ').replace(/^/, 'ka '),
    },
  ]);
  expect(ka(['agents', 'list'])).toMatchObject({
    out: expect.stringContaining('export stale'),
    err: expect.stringContaining('try: ka agents export --to claude'),
  });
  expect(ka(TO).code).toBe(0);
  expect([doctor().status, listed().export]).toEqual(['ok', 'current']);
  write(OUT, `${read(OUT)}Mine.\n`);
  expect(ka(['agents', 'list']).out).toContain('export edited');
  expect(doctor().findings[0].mend).toBe('ka agents export a --to claude --force --dry-run');
});

test('doctor names the definitions that Claude Code does not have, in one note', () => {
  const { ka, write } = repo({ '.claude/settings.json': '{}' });
  ka(['init']);
  write('agents/a.md', SOURCE);
  expect(ka(['doctor']).out).toMatch(/note +agents\/a\.md is not exported.*\n +try: ka agents export --to claude/);
  write('agents/b.md', SOURCE.replace('name: a', 'name: b'));
  expect(ka(['doctor']).out.replace(/\s+/g, ' ')).toContain(
    'note 2 agents are not exported, so Claude Code does not know them: agents/a.md, agents/b.md. try: ka agents export',
  );
});

test('an export whose source is gone goes too, if nobody edited it', () => {
  const { ka, git, root } = repo({ 'agents/a.md': SOURCE, 'agents/b.md': SOURCE.replace('name: a', 'name: b') });
  ka(TO);
  git('rm', '-q', 'agents/b.md');
  expect(ka([...TO, 'a']).out).not.toContain('removed');
  expect(ka(TO).out).toMatch(/removed\s+\.claude\/agents\/b\.md/);
  expect(existsSync(join(root, '.claude/agents/b.md'))).toBe(false);
});

test('a definition with a problem, and an unknown name, are not exported', () => {
  const { ka, root } = repo({ 'agents/a.md': SOURCE.replace(/description: [\s\S]*Twice\.\n/, '') });
  expect(ka(TO)).toMatchObject({ code: 1, out: expect.stringContaining('description is missing') });
  expect(existsSync(join(root, OUT))).toBe(false);
  expect(ka([...TO, 'b'])).toMatchObject({ code: 2, err: expect.stringContaining('"b"') });
  expect(ka(['agents', 'export', '--to', 'emacs'])).toMatchObject({ code: 2 });
});

test('a dry run writes nothing', () => {
  const { ka, git } = repo({ 'agents/a.md': SOURCE });
  expect(ka([...TO, '--dry-run']).out).toContain('+name: a');
  expect(git('status', '--short')).toBe('');
});
