import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { parseDoc } from '../../src/store/docs/doc.ts';
import { repo } from '../repo.ts';

const SOURCE = `---
name: reviewer
description: 'Use it: "now".'
tools: [Read, Grep]
model: haiku
maxTurns: 7
memory: true
category: quality
---

# Reviewer

Read \`a\\b\` first.
`;
const BODY = '# Reviewer\n\nRead `a\\b` first.';
const OUT: Record<string, string> = {
  claude: '.claude/agents/reviewer.md',
  codex: '.codex/agents/reviewer.toml',
  gemini: '.gemini/agents/reviewer.md',
  copilot: '.github/agents/reviewer.agent.md',
  cursor: '.cursor/agents/reviewer.md',
  opencode: '.opencode/agents/reviewer.md',
  goose: '.goose/agents/reviewer.md',
  openclaw: '.openclaw/agents/reviewer/AGENTS.md',
};
const NAMES = Object.keys(OUT);
const MARK = /Exported by ka from agents\/reviewer\.md; edit that file\. source:[0-9a-f]{64} text:[0-9a-f]{64}/;
const files = { 'agents/reviewer.md': SOURCE };
const to = (name: string, ...more: string[]): string[] => ['agents', 'export', '--to', name, ...more];

describe.each(NAMES)('%s', (name) => {
  const out = OUT[name]!;

  it('is written with the mark of its source, the same bytes each time', () => {
    const r = repo(files);
    expect(r.ka(to(name)).code).toBe(0);
    const text = r.read(out);
    expect(text).toMatch(MARK);
    expect(text).toContain(BODY);
    expect(r.ka(to(name)).out).toContain('unchanged');
    r.write('agents/reviewer.md', SOURCE.replaceAll('\n', '\r\n'));
    r.ka(to(name));
    expect(r.read(out)).toBe(text);
  });

  it('is never overwritten where it was edited, and renewed where its source changed', () => {
    const r = repo(files);
    r.ka(to(name));
    r.write('agents/reviewer.md', SOURCE.replace('first.', 'last.'));
    expect(r.ka(to(name)).out).toContain('written');
    expect(r.read(out)).toContain('last.');
    const edited = `${r.read(out)}# mine\n`;
    r.write(out, edited);
    expect(r.ka(to(name))).toMatchObject({ code: 1, out: expect.stringContaining('edited after its export') });
    expect(r.ka(to(name, '--remove'))).toMatchObject({ code: 1, out: expect.stringContaining('edited') });
    expect(r.read(out)).toBe(edited);
    expect(r.ka(to(name, '--force')).code).toBe(0);
  });

  it('goes with its source, and with --remove; what a person wrote stays', () => {
    const r = repo({ ...files, 'agents/other.md': SOURCE.replace('reviewer', 'other') });
    const mine = out.replace('reviewer', 'mine');
    r.write(mine, 'mine\n');
    r.ka(to(name));
    r.git('rm', '-q', 'agents/other.md');
    expect(r.ka(to(name)).out).toContain(`removed    ${out.replace('reviewer', 'other')}`);
    expect(r.ka(to(name, '--remove', '--dry-run')).out).toContain('+++ /dev/null');
    expect(existsSync(join(r.root, out))).toBe(true);
    expect(r.ka(to(name, '--remove')).code).toBe(0);
    expect(existsSync(join(r.root, out))).toBe(false);
    expect(r.read(mine)).toBe('mine\n');
    expect(r.ka(to(name, '--remove'))).toMatchObject({ code: 2, err: expect.stringContaining('holds no export') });
  });
});

const lostOf = (name: string, source = SOURCE): string[] =>
  repo({ 'agents/reviewer.md': source }).ka(to(name, '--json')).json().files[0].lost;
const written = (name: string, source = SOURCE): string => {
  const r = repo({ 'agents/reviewer.md': source });
  r.ka(to(name));
  return r.read(OUT[name]!);
};
const front = (name: string, source = SOURCE): object => parseDoc(written(name, source)).data;

test('Codex: TOML, read-only by its sandbox', () => {
  expect(written('codex').replace(/^# .*\n/, '')).toBe(
    `name = "reviewer"\ndescription = "Use it: \\"now\\"."\nsandbox_mode = "read-only"\ndeveloper_instructions = '''\n${BODY}\n'''\n`,
  );
  expect(lostOf('codex')).toEqual(['model', 'maxTurns', 'memory', 'category']);
  const odd = SOURCE.replace('first.', "'''quotes''' and \x7f");
  expect(written('codex', odd)).toContain(`"""\n# Reviewer\n\nRead \`a\\\\b\` '''quotes''' and \\u007f\n"""`);
});

test('Gemini: its own names of tools, or none where one has no name there', () => {
  expect(front('gemini')).toEqual({
    name: 'reviewer',
    description: 'Use it: "now".',
    kind: 'local',
    tools: ['read_file', 'grep_search'],
    max_turns: 7,
  });
  expect(lostOf('gemini')).toEqual(['model', 'memory', 'category']);
  expect(lostOf('gemini', SOURCE.replace('Grep', 'Skill'))).toContain('tools');
});

test('Copilot, Cursor, OpenCode, Goose: what each can say', () => {
  const description = 'Use it: "now".';
  expect(front('copilot')).toEqual({ name: 'reviewer', description, tools: ['Read', 'Grep'] });
  expect(front('cursor')).toEqual({ name: 'reviewer', description, model: 'inherit', readonly: true });
  expect(front('opencode')).toEqual({
    description,
    mode: 'subagent',
    permission: { edit: 'deny', bash: 'deny', webfetch: 'deny' },
  });
  expect(front('goose')).toEqual({ name: 'reviewer', description });
  expect(lostOf('goose')).toEqual(['tools', 'model', 'maxTurns', 'memory', 'category']);
  expect(front('opencode', SOURCE.replace('haiku', 'openai/gpt-5'))).toMatchObject({ model: 'openai/gpt-5' });
});

test('OpenClaw: a workspace, and how to add it', () => {
  const r = repo(files);
  expect(r.ka(to('openclaw')).out).toContain('openclaw agents add NAME --workspace .openclaw/agents/NAME');
  expect(r.read(OUT.openclaw!)).toMatch(/^<!-- Exported by ka .* -->\n# reviewer\n\nUse it: "now"\.\n\n# Reviewer\n/);
});

test("an agent that only lies in Claude Code's folder is exported to the others", () => {
  const r = repo({ '.claude/agents/reviewer.md': SOURCE });
  expect(r.ka(to('codex')).code).toBe(0);
  expect(r.read(OUT.codex!)).toContain('.claude/agents/reviewer.md');
});

test('install, new and init write agents for the tools that are set up, and init takes them back', () => {
  const r = repo(files);
  r.ka(['init', '--harness', 'codex', '--harness', 'opencode']);
  expect(existsSync(join(r.root, OUT.codex!))).toBe(true);
  r.ka(['agents', 'install', 'tdd-workflow']);
  r.ka(['agents', 'new', 'fresh']);
  for (const agent of ['tdd-workflow', 'fresh', 'reviewer']) {
    expect(existsSync(join(r.root, `.codex/agents/${agent}.toml`))).toBe(true);
    expect(existsSync(join(r.root, `.opencode/agents/${agent}.md`))).toBe(true);
  }
  expect(existsSync(join(r.root, '.claude'))).toBe(false);
  r.write('agents/reviewer.md', SOURCE.replace('first.', 'last.'));
  expect(r.ka(['doctor'], { env: { COLUMNS: '2000' } }).out).toMatch(
    /\.codex\/agents\/reviewer\.toml: it no longer fits.*\n +try: ka agents export --to codex/,
  );
  r.ka(['init', '--harness', 'codex', '--harness', 'opencode']);
  expect(r.read(OUT.codex!)).toContain('last.');
  r.ka(['init', '--remove']);
  expect(existsSync(join(r.root, '.codex'))).toBe(false);
});
