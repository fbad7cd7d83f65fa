import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CLAUDE_ENTRIES } from '../../src/harnesses/claude/hooks.ts';
import { jsonHooks } from '../../src/harnesses/json-hooks.ts';

const PATH = '.claude/settings.json';
const { add, inspect, remove } = jsonHooks(PATH, CLAUDE_ENTRIES);
const HOOK_EVENTS = CLAUDE_ENTRIES.events;
const HOOK_COMMAND = CLAUDE_ENTRIES.handler.command;
const commands = (text: string): string[] => [...text.matchAll(/"command":\s*"((?:[^"\\]|\\.)*)"/g)].map((m) => m[1]!);

const THEIRS = {
  'a plain file': '{\n  "model": "opus",\n  "permissions": { "allow": ["Bash"] }\n}\n',
  'hooks of the user': `{
    "hooks": {
        "Stop": [
            { "hooks": [ { "type": "command", "command": "notify-send done" } ] }
        ]
    },
    "model": "opus"
}`,
  'an empty object': '{}',
  'an empty object over lines': '{\n}\n',
  'an empty object with blanks': '{ }\n',
  'empty hooks': '{"hooks":{}}',
  'empty hooks over lines': '{\n  "hooks": {\n  }\n}\n',
  'an empty list': '{\n  "hooks": { "Stop": [], "SessionEnd": [\n] }\n}\n',
  tabs: '{\n\t"a": 1\n}\n',
  CRLF: '{\r\n  "a": 1,\r\n  "hooks": {\r\n    "Stop": []\r\n  }\r\n}\r\n',
  'a byte order mark': '\uFEFF{\n  "a": 1\n}\n',
  'one line': '{"a":1,"hooks":{"Stop":[{"hooks":[{"type":"command","command":"x"}]}]}}',
  'comments and trailing commas': `// top
{
  /* why */
  "a": 1, // a
  "hooks": {
    "Stop": [
      { "hooks": [{ "type": "command", "command": "x" }] }, // mine
    ], // stop
    // the end
  },
}
// bye
`,
  'a comment behind the last value': '{\n  "a": 1 // mine\n}\n',
  'a comment behind the last comma': '{\r\n  "a": 1, // mine  \r\n}\r\n',
  'comments below the last value':
    '{\n  "hooks": {\n    "Stop": [] /* why\n    so */ // "more": 1\n    // the end\t\n  } // hooks\n}\n',
  'nothing but comments': '{ // empty\n  /* so far */\n}',
  'a comment in an empty list': '{"hooks": {"Stop": [ /* none */ ]}}',
  'odd text in strings': '{"a":"}, \\" // no comment /* nor this */","ä":"\\u2028"}\n',
};

test.each(Object.entries(THEIRS))('%s: hooks go in and out again, to the byte', (_, text) => {
  const added = add(text);
  expect(inspect(added)).toEqual({ missing: [], doubled: [], stale: [], disabled: false });
  expect(add(added)).toBe(added);
  expect(remove(added)).toBe(text);
});

test('what stands there stays where it stands', () => {
  const added = add(THEIRS['hooks of the user']);
  expect(added.startsWith(THEIRS['hooks of the user'].slice(0, 100))).toBe(true);
  expect(commands(added).filter((command) => command === 'notify-send done')).toHaveLength(1);
  expect(JSON.parse(added).hooks.Stop).toHaveLength(2);
  expect(added).toMatch(/\n {8}"SessionEnd": \[\n {12}\{\n/);
});

test('a comment stays behind what it is about', () => {
  const added = (name: keyof typeof THEIRS): string => add(THEIRS[name]);
  expect(added('a comment behind the last value')).toMatch(/^\{\n {2}"a": 1, \/\/ mine\n {2}"hooks": \{/);
  expect(added('a comment behind the last comma')).toMatch(/^\{\r\n {2}"a": 1, \/\/ mine\r\n {2}"hooks": \{/);
  expect(added('nothing but comments')).toMatch(/^\{ \/\/ empty\n {2}\/\* so far \*\/\n {2}"hooks": \{/);
  const below = added('comments below the last value');
  expect(below).toMatch(
    / so \*\/ \/\/ "more": 1\n {4}\/\/ the end\n {4}"SessionStart": \[[\s\S]*\] *\t\n {2}\} \/\/ hooks\n\}\n$/,
  );
});

test('a file that ka made is gone again', () => {
  const made = add(null);
  expect(Object.keys(JSON.parse(made).hooks)).toEqual([...HOOK_EVENTS]);
  expect(remove(made)).toBeNull();
});

test('any object in any layout keeps its bytes', () => {
  const json = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }));
  const own = fc.record(
    {
      Stop: fc.constantFrom([], [{ hooks: [] }], [{ hooks: [{ type: 'command', command: 'x' }] }]),
      SessionEnd: fc.constantFrom([], [{ matcher: 'clear', hooks: [] }]),
      PreToolUse: fc.constantFrom([], [{ hooks: [{ type: 'command', command: 'ka-lint' }] }]),
    },
    { requiredKeys: [] },
  );
  const indents = fc.constantFrom(0, 1, 2, 4, '\t');
  fc.assert(
    fc.property(json, fc.option(own), indents, fc.boolean(), fc.boolean(), (rest, hooks, indent, crlf, end) => {
      const { hooks: _, ...others } = rest;
      const value = JSON.parse(JSON.stringify(hooks ? { ...others, hooks } : others));
      const text = JSON.stringify(value, null, indent).replaceAll('\n', crlf ? '\r\n' : '\n') + (end ? '\n' : '');
      const added = add(text);
      expect(JSON.parse(added)).toMatchObject({ ...value, hooks: {} });
      expect(inspect(added).missing).toEqual([]);
      expect(add(added)).toBe(added);
      expect(remove(added)).toBe(text);
    }),
    { numRuns: 300 },
  );
});

test.each([
  ['ka hook claude', undefined],
  ['/usr/local/bin/ka hook claude', undefined],
  ['"C:\\\\Program Files\\\\ka.cmd" hook claude', undefined],
  ['npx kaizen-agentic hook claude', undefined],
  ['ka', '["hook","claude"]'],
  ['node', '["/opt/ka/dist/ka.cjs","hook","claude"]'],
])('an older form is brought up to date in place: %s', (command, args) => {
  const handler = `{"type":"command","command":${JSON.stringify(command)}${args ? `,"args":${args}` : ''}}`;
  const old = `{"hooks":{"Stop":[{"hooks":[{"type":"command","command":"x"},${handler}]}],"PostToolUse":[{"hooks":[${handler}]}]}}`;
  expect(inspect(old).stale).toEqual(['Stop', 'PostToolUse']);
  const value = JSON.parse(add(old));
  expect(value.hooks.Stop[0].hooks.map((h: { command: string }) => h.command)).toEqual(['x', HOOK_COMMAND]);
  expect(value.hooks.PostToolUse).toEqual([]);
  expect(inspect(add(old))).toEqual({ missing: [], doubled: [], stale: [], disabled: false });
});

test("others' commands are not taken for ka's", () => {
  const text = '{"hooks":{"Stop":[{"hooks":[{"type":"command","command":"okra hook claude; ka hookup claude"}]}]}}';
  expect(remove(text)).toBe(text);
  expect(commands(add(text))[0]).toBe('okra hook claude; ka hookup claude');
});

test('doubled entries become one', () => {
  const once = add(null);
  const value = JSON.parse(once);
  value.hooks.Stop.push(value.hooks.Stop[0]);
  const twice = JSON.stringify(value, null, 2);
  expect(inspect(twice).doubled).toEqual(['Stop']);
  expect(JSON.parse(add(twice)).hooks.Stop).toHaveLength(1);
});

test.each([
  ['', 'line 1 is not JSON'],
  ['{"a":1}}', 'line 1 is not JSON'],
  ['{\n"a" 1}', 'line 2 is not JSON'],
  ['[]', 'it is no JSON object'],
  ['{"hooks":[]}', '"hooks" is no object'],
  ['{"hooks":{"Stop":{}}}', '"hooks.Stop" is no list'],
  [`${'['.repeat(5000)}`, 'is not JSON'],
])('a file of another shape is refused, not repaired: %s', (text, says) => {
  expect(() => add(text)).toThrow(says);
});
