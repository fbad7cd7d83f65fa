import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parse as parseToml } from 'smol-toml';
import { expect, test } from 'vitest';
import { type Repo, repo } from '../repo.ts';

const SERVER = { command: 'ka', args: ['mcp'] };
const json = (path: string) => (r: Repo) => JSON.parse(r.read(path));

/** Each tool: its file, and the server as that tool reads it. */
const TOOLS: ReadonlyArray<[harness: string, path: string, server: (r: Repo) => unknown, entry: object]> = [
  ['claude', '.mcp.json', (r) => json('.mcp.json')(r).mcpServers.ka, SERVER],
  ['codex', '.codex/config.toml', (r) => (parseToml(r.read('.codex/config.toml')) as any).mcp_servers.ka, SERVER],
  ['gemini', '.gemini/settings.json', (r) => json('.gemini/settings.json')(r).mcpServers.ka, SERVER],
  ['copilot', '.github/mcp.json', (r) => json('.github/mcp.json')(r).mcpServers.ka, { type: 'local', ...SERVER }],
  ['cursor', '.cursor/mcp.json', (r) => json('.cursor/mcp.json')(r).mcpServers.ka, { command: 'ka' }],
  ['opencode', 'opencode.json', (r) => json('opencode.json')(r).mcp.ka, { type: 'local', command: ['ka', 'mcp'] }],
  [
    'goose',
    '.agents/plugins/kaizen/.mcp.json',
    (r) => json('.agents/plugins/kaizen/.mcp.json')(r).mcpServers.ka,
    SERVER,
  ],
];
const init = (r: Repo, harness: string, ...more: string[]) => r.ka(['init', '--harness', harness, '--mcp', ...more]);
const files = (r: Repo): string => r.git('status', '--porcelain', '--untracked-files=all');

test.each(TOOLS)('%s: --mcp adds the server to %s, once, and --remove takes it out', (harness, path, server, entry) => {
  const r = repo();
  const first = init(r, harness);
  expect([first.code, first.out.includes(path)]).toEqual([0, true]);
  expect(server(r)).toMatchObject(entry);
  const text = r.read(path);
  expect(init(r, harness).out).toContain('nothing to change');
  expect(r.read(path)).toBe(text);
  r.ka(['init', '--remove']);
  expect([existsSync(join(r.root, path)), files(r)]).toEqual([false, '']);
});

test('without --mcp no server is written, and one that stands there stays', () => {
  const r = repo();
  r.ka(['init', '--harness', 'claude']);
  expect(existsSync(join(r.root, '.mcp.json'))).toBe(false);
  init(r, 'claude');
  expect(r.ka(['init', '--harness', 'claude']).out).toContain('nothing to change');
  expect(existsSync(join(r.root, '.mcp.json'))).toBe(true);
});

const OWN: ReadonlyArray<[path: string, harness: string, text: string]> = [
  ['.mcp.json', 'claude', '{"mcpServers":{"other":{"command":"x"}}}'],
  ['.mcp.json', 'claude', '{\r\n\t"mcpServers": {},\r\n\t"a": [1, 2]\r\n}\r\n'],
  ['.mcp.json', 'claude', '{}'],
  ['.mcp.json', 'claude', '{\n  "mcpServers": {\n    "b": {"command": "b"}, // mine\n  },\n}\n'],
  ['.gemini/settings.json', 'gemini', '{\n    "theme": "dark"\n}'],
  ['.gemini/settings.json', 'gemini', '{"mcpServers":{"z":{"command":"z"}},"hooks":{}}\n'],
  ['.codex/config.toml', 'codex', 'model = "gpt-5"\n\n[mcp_servers.docs]\ncommand = "docs"\n'],
  ['.codex/config.toml', 'codex', '# mine\r\nmodel = "gpt-5"'],
  ['.codex/config.toml', 'codex', ''],
  ['opencode.json', 'opencode', '{"$schema":"https://opencode.ai/config.json","model":"m"}'],
  ['opencode.jsonc', 'opencode', '// mine\n{\n  "mcp": {},\n}\n'],
];
test.each(OWN)('%s (%s) with %j: all else stays, and --remove gives every byte back', (path, harness, text) => {
  const r = repo({ [path]: text });
  expect(init(r, harness).code).toBe(0);
  expect(r.read(path)).toMatch(harness === 'codex' ? /\[mcp_servers\.ka\]/ : /"ka":/);
  for (const word of text.match(/"[^"]+"|# mine|\/\/ mine/g) ?? []) expect(r.read(path)).toContain(word);
  expect(init(r, harness).out).toContain('nothing to change');
  r.ka(['init', '--remove']);
  expect([r.read(path), files(r)]).toEqual([text, '']);
});

test('a server with flags of the user’s own is left as it is', () => {
  const own = '{"mcpServers":{"ka":{"command":"ka","args":["mcp","--write"]}}}';
  const r = repo({ '.mcp.json': own });
  expect(init(r, 'claude').code).toBe(0);
  expect(r.read('.mcp.json')).toBe(own);
});

test.each([
  ['.mcp.json', 'claude', '{"mcpServers":{"ka":{"command":"kayak"}}}', 'is another server'],
  ['.mcp.json', 'claude', '{"mcpServers":[]}', '"mcpServers" is no object'],
  ['.mcp.json', 'claude', '{oops', 'line 1 is not JSON'],
  ['.codex/config.toml', 'codex', '[mcp_servers.ka]\ncommand = "kayak"\n', 'is another server'],
  ['.codex/config.toml', 'codex', 'mcp_servers = { docs = { command = "d" } }\n', '.codex/config.toml'],
  ['.codex/config.toml', 'codex', 'a = = 1\n', '.codex/config.toml'],
])('%s (%s) with %j: refused, and nothing at all is written', (path, harness, text, says) => {
  const r = repo({ [path]: text });
  const ran = init(r, harness);
  expect([ran.code, ran.err.includes(says), ran.err.includes('Nothing was written')]).toEqual([2, true, true]);
  expect([r.read(path), files(r)]).toEqual([text, '']);
  // Taking back what was never put there harms nothing either.
  r.ka(['init', '--remove']);
  expect(r.read(path)).toBe(text);
});

test('--dry-run shows the server and writes nothing', () => {
  const r = repo();
  expect(init(r, 'claude', '--dry-run').out).toContain('+    "ka": {');
  expect(files(r)).toBe('');
});

test('OpenClaw, which no repository can give a server, is told so; --private has no file for one', () => {
  const r = repo();
  expect(init(r, 'openclaw').err).toContain('OpenClaw takes no MCP server from a repository');
  expect(r.ka(['init', '--harness', 'claude', '--private', '--mcp'])).toMatchObject({ code: 2 });
});
