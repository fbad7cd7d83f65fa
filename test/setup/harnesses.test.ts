import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { HookFile } from '../../src/harnesses/hook-setup.ts';
import { SETUPS } from '../../src/harnesses/setups.ts';
import { type Repo, repo, scratch } from '../repo.ts';

/** Every file with its bytes, git's own configuration and exclude list included. */
function snapshot(root: string): Record<string, string> {
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .filter((path) => !path.startsWith('.git/') || /^\.git\/(config|info\/exclude)$/.test(path));
  return Object.fromEntries(files.sort().map((path) => [path, readFileSync(join(root, path), 'latin1')]));
}
const folders = (root: string): string[] =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !join(entry.parentPath, entry.name).includes(`${root}/.git/`))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort();

const FILES: Record<string, string[]> = {
  claude: ['.claude/settings.json', 'CLAUDE.md'],
  codex: ['.codex/hooks.json'],
  gemini: ['.gemini/settings.json'],
  copilot: ['.github/hooks/kaizen.json'],
  cursor: ['.cursor/hooks.json'],
  opencode: ['.opencode/plugins/kaizen.js'],
  goose: ['.agents/plugins/kaizen/hooks/hooks.json', '.agents/plugins/kaizen/plugin.json'],
  openclaw: [],
};
const NAMES = Object.keys(FILES);
const init = (r: Repo, ...args: string[]) => r.ka(['init', ...args]);
const forAll = NAMES.flatMap((name) => ['--harness', name]);

describe.each(NAMES)('%s', (name) => {
  it('is set up once, however often; taken back, nothing is left, not even a folder', () => {
    const r = repo();
    const [before, dirs] = [snapshot(r.root), folders(r.root)];
    const first = init(r, '--harness', name, '--json');
    expect([first.code, first.json().harnesses]).toEqual([0, [name]]);
    for (const path of FILES[name]!) expect(existsSync(join(r.root, path))).toBe(true);
    const set = snapshot(r.root);
    expect(Object.keys(set).filter((path) => !/^(\.git|\.kaizen)\/|AGENTS|GEMINI\.md/.test(path))).toEqual(FILES[name]);
    expect(init(r, '--harness', name).out).toContain('nothing to change');
    expect(init(r, '--harness', name, '--dry-run').out.trim()).toBe('nothing to change');
    expect(snapshot(r.root)).toEqual(set);
    expect(init(r, '--remove').code).toBe(0);
    expect([snapshot(r.root), folders(r.root)]).toEqual([before, dirs]);
  });

  it('--private shows nothing to git, and --remove undoes it', () => {
    const r = repo();
    const before = snapshot(r.root);
    expect(init(r, '--private', '--harness', name).code).toBe(0);
    expect(r.git('status', '--porcelain', '-uall')).toBe('');
    init(r, '--remove');
    expect(snapshot(r.root)).toEqual(before);
  });
});

test('all of them at once, with what users have there: kept to the byte', () => {
  const own = {
    '.claude/settings.json': '{\r\n\t"model": "opus",\r\n\t"hooks": { "Stop": [] }\r\n}',
    '.codex/hooks.json':
      '{"hooks":{"SessionStart":[{"matcher":"startup","hooks":[{"type":"command","command":"x"}]}]}}',
    '.gemini/settings.json':
      '// mine\n{\n    "hooks": {\n        "enabled": true, // on\n        "AfterAgent": [\n            { "hooks": [{ "type": "command", "command": "x" }] }, // theirs\n        ],\n    }, // hooks\n    // "theme": "dark"\n}\n',
    '.cursor/hooks.json': '{\n  "version": 1\n}\n',
    '.github/hooks/lint.json': '{"version":1,"hooks":{}}',
    '.opencode/plugins/other.js': 'export const Other = async () => ({});\n',
  };
  const r = repo(own);
  const before = snapshot(r.root);
  expect(init(r, ...forAll).code).toBe(0);
  expect(JSON.parse(r.read('.codex/hooks.json')).hooks.SessionStart).toHaveLength(2);
  expect(JSON.parse(r.read('.cursor/hooks.json'))).toMatchObject({ version: 1, hooks: { stop: [{}] } });
  expect(r.read('.gemini/settings.json')).toMatch(/^\/\/ mine\n[\s\S]*\/\/ theirs[\s\S]*ka hook gemini \|\| echo \{\}/);
  expect(r.read('.gemini/settings.json')).toMatch(/\n {4}\}, \/\/ hooks\n {4}\/\/ "theme": "dark"\n\}\n$/);
  expect(init(r, ...forAll).out).toContain('nothing to change');
  expect(init(r, '--remove').code).toBe(0);
  expect(snapshot(r.root)).toEqual(before);
});

const JSON_FILES: HookFile[] = SETUPS.flatMap(({ shared }) => shared).filter(({ path }) => /hooks?.*json$/.test(path));

test.each(JSON_FILES.map((file) => [file.path, file] as const))(
  '%s: any object in any layout keeps its bytes',
  (_, file) => {
    const json = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }));
    const lists = fc.constantFrom(
      [],
      [{ hooks: [] }],
      [{ hooks: [{ type: 'command', command: 'x' }] }],
      [{ bash: 'x' }],
    );
    const hooks = fc.dictionary(fc.constantFrom(...file.holds, 'other'), lists);
    const indents = fc.constantFrom(0, 1, 2, 4, '\t');
    const check = (rest: object, own: object | null, indent: number | string, crlf: boolean): void => {
      const value = JSON.parse(
        JSON.stringify({ version: 1, ...rest, ...(own ? { hooks: own } : { hooks: undefined }) }),
      );
      const text = JSON.stringify(value, null, indent).replaceAll('\n', crlf ? '\r\n' : '\n');
      const added = file.add(text);
      expect(file.inspect(added)).toMatchObject({ missing: [], doubled: [], stale: [] });
      expect(file.add(added)).toBe(added);
      expect(file.remove(added)).toBe(text);
    };
    fc.assert(fc.property(json, fc.option(hooks), indents, fc.boolean(), check), { numRuns: 100 });
  },
);

test.each(['.codex/hooks.json', '.gemini/settings.json', '.cursor/hooks.json'])(
  '%s that is no JSON is left alone, and nothing else is written; what ka never touched does not stop --remove',
  (path) => {
    const r = repo({ [path]: '{ broken' });
    const before = snapshot(r.root);
    const { code, err } = init(r, ...forAll);
    expect([code, err]).toEqual([2, expect.stringContaining(`${path}: line 1 is not JSON`)]);
    expect(snapshot(r.root)).toEqual(before);
    expect(init(r, '--remove').code).toBe(0);
  },
);

test('a file of the same name that is not ours is refused, an older one of ours is renewed', () => {
  const theirs = repo({ '.opencode/plugins/kaizen.js': 'export const Mine = 1;\n' });
  expect(init(theirs, '--harness', 'opencode')).toMatchObject({ code: 2, err: expect.stringContaining("is not ka's") });
  expect(theirs.git('status', '--porcelain')).toBe('');
  const r = repo();
  init(r, '--harness', 'opencode');
  const text = r.read('.opencode/plugins/kaizen.js');
  r.write('.opencode/plugins/kaizen.js', text.replace('timeout: 10000', 'timeout: 9'));
  expect(r.ka(['doctor'], { env: { COLUMNS: '2000' } }).out).toContain(
    '.opencode/plugins/kaizen.js: the hook for the plugin is an older form',
  );
  init(r, '--harness', 'opencode');
  expect(r.read('.opencode/plugins/kaizen.js')).toBe(text);
});

test('found by their traces in the project; without any, by those of the user; what else is there is named', () => {
  const r = repo({ '.codex/config.toml': '', 'GEMINI.md': '' });
  mkdirSync(join(r.home, '.cursor'));
  const env = { PATH: '/usr/bin:/bin' };
  const { json } = r.ka(['init', '--dry-run', '--json'], { env });
  expect(json().harnesses).toEqual(['codex', 'gemini']);
  expect(json().notes.join('\n')).toContain('try: ka init --harness cursor');
  const bare = repo();
  mkdirSync(join(bare.home, '.config', 'goose'), { recursive: true });
  mkdirSync(join(bare.home, '.copilot'));
  expect(bare.ka(['init', '--dry-run', '--json'], { env }).json().harnesses).toEqual(['copilot', 'goose']);
});

test('--private where git tracks the only file that a tool reads: said, and left out where it was only found', () => {
  const r = repo({ '.gemini/settings.json': '{}', '.claude/x': '' });
  const asked = init(r, '--private', '--harness', 'gemini');
  expect([asked.code, asked.err]).toEqual([2, expect.stringContaining('git tracks .gemini/settings.json')]);
  const found = init(r, '--private', '--json');
  expect([found.code, found.json().harnesses]).toEqual([0, ['claude']]);
  expect(r.git('status', '--porcelain', '-uall')).toBe('');
});

test('what needs the user, or was never seen in the real client, is said', () => {
  expect(init(repo(), '--harness', 'codex').err).toMatch(
    /trust the folder when it asks, then trust the hooks in \/hooks/,
  );
  expect(init(repo(), '--harness', 'cursor').err).toMatch(/Cursor:.*\(untested\)/);
  expect(init(repo(), '--harness', 'openclaw').err).toMatch(/OpenClaw has no hooks.*ka sessions sync/);
});

describe('ka doctor', () => {
  /** What Codex writes once a person trusted the hooks of a repository. */
  function trust({ home, root }: Repo, of = root): void {
    mkdirSync(join(home, '.codex'), { recursive: true });
    const entry = `[hooks.state."${join(of, '.codex/hooks.json')}:stop:0:0"]\ntrusted_hash = "sha256:00"\n`;
    writeFileSync(join(home, '.codex', 'config.toml'), entry);
  }

  function set(...names: string[]): Repo & { doctor: () => { out: string; code: number | null } } {
    const r = repo();
    init(r, ...names.flatMap((name) => ['--harness', name]));
    const bin = scratch();
    writeFileSync(join(bin, 'ka'), '', { mode: 0o755 });
    return { ...r, doctor: () => r.ka(['doctor'], { env: { PATH: `${bin}:${process.env.PATH}`, COLUMNS: '2000' } }) };
  }

  it('is content with each of them, and marks what is untested', () => {
    const r = set('codex', 'gemini', 'copilot', 'cursor', 'opencode', 'goose');
    trust(r);
    const { out, code } = r.doctor();
    expect([code, out]).toEqual([0, expect.stringContaining('All is well')]);
    expect(out).toMatch(/note {3}Cursor: sessionStart, stop, sessionEnd not seen .*untested/);
    expect(out).toMatch(/note {3}OpenCode: session\.deleted not seen/);
    expect(out).not.toMatch(/note {3}(Codex|Gemini|Copilot)/);
  });

  it('says how to let Codex run its hooks until its own settings say that somebody did', () => {
    const r = set('codex');
    const says = /note {3}Codex runs the hooks .* once you trust .* \/hooks/;
    expect([r.doctor().code, r.doctor().out]).toEqual([0, expect.stringMatching(says)]);
    trust(r, '/another/repository');
    expect(r.doctor().out).toMatch(says);
    trust(r);
    expect(r.doctor().out).not.toMatch(says);
    expect(set('gemini').doctor().out).not.toMatch(/Codex/);
  });

  it.each<[string, string, (text: string) => string, string]>([
    ['codex', '.codex/hooks.json', (t) => t.replace('"Stop"', '"Step"'), 'for Stop is missing'],
    [
      'gemini',
      '.gemini/settings.json',
      (t) => t.replace('{', '{"hooksConfig":{"enabled":false},'),
      'turns all hooks off',
    ],
    ['copilot', '.github/hooks/kaizen.json', (t) => t.replace('command -v ka', 'which ka'), 'is an older form'],
    [
      'cursor',
      '.cursor/hooks.json',
      (t) => {
        const value = JSON.parse(t);
        value.hooks.stop.push(value.hooks.stop[0]);
        return JSON.stringify(value);
      },
      'for stop stands twice',
    ],
    ['goose', '.agents/plugins/kaizen/plugin.json', () => '{}', 'the plugin is missing'],
  ])('%s: finds what is wrong, and init mends it', (name, path, change, says) => {
    const r = set(name);
    const text = r.read(path);
    r.write(path, change(text));
    const { out, code } = r.doctor();
    expect([code, out]).toEqual([1, expect.stringContaining(says)]);
    if (says.includes('hooks off')) return;
    if (name === 'goose') r.git('clean', '-fdq', '.agents/plugins/kaizen/plugin.json');
    expect(init(r, '--harness', name).code).toBe(0);
    expect(r.doctor().code).toBe(0);
  });
});
