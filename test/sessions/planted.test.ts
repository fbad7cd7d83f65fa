import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { backend, run } from '../export/backend.ts';
import { type Repo, repo, scratch } from '../repo.ts';
import { type Plant, TRANSCRIPTS, writeTranscript } from './planted.ts';

/** Put together, so that this file holds no text that scanners of secrets stop at. */
const x = (...parts: string[]): string => parts.join('');
const RANDOM = 'Zq7Xw3Vk9Tn2Rm5Pj8Lh4Gd6Fs1Bc0Yy2Uu8';

/** A secret and what of it must stand nowhere. */
const SECRETS: Record<string, { secret: string; core: string }> = {
  'api key': { secret: x('sk', '-proj-', RANDOM), core: RANDOM },
  token: { secret: x('gh', 'p_', RANDOM), core: RANDOM },
  'cloud key': { secret: x('AK', 'IAQWERTYUIOPASDFGH'), core: 'QWERTYUIOPASDFGH' },
  'private key': {
    secret: x('-----BEGIN RSA PRIV', 'ATE KEY-----\nMIIEqwertzuiopasdfgh\n-----END RSA PRIV', 'ATE KEY-----'),
    core: 'MIIEqwertzuiopasdfgh',
  },
  jwt: {
    secret: x('eyJhbGciOiJIUzI1NiJ9', '.eyJzdWIiOiJqb2huLWRvZS00NzExIn0.', 'c2lnbmF0dXJlLW9mLWl0'),
    core: 'eyJzdWIiOiJqb2huLWRvZS00NzExIn0',
  },
  'URL with credentials': { secret: x('https://bobby:pw4hunter', 'two@db.corp.io/x'), core: 'pw4huntertwo' },
  'e-mail': { secret: 'bobby.tables77@corp-mail.com', core: 'bobby.tables77' },
  'home path': { secret: '/home/bobbytables/notes.md', core: 'bobbytables' },
};

/** Keys whose values say what a record is, to whom it belongs, when it was. */
const KEEP = /^(type|role|kind|status|id|.*Id|.*ID|scheme|\$mid)$/;
/** What a tool, a model and the like are called: with a secret in its place a reader does not know them any more. */
const NAMES = /^(name|toolName|tool|toolId|model|modelId|modelID|modelName|model_name|agent|subagent_type)$/;

type Form = { form: string; put: (text: string, secret: string) => string; names: boolean };
const FORMS: Form[] = [
  { form: 'alone', put: (_, secret) => secret, names: true },
  { form: 'within, names too', put: (text, secret) => `${text} ${secret} end`, names: true },
  { form: 'within', put: (text, secret) => `${text} ${secret} end`, names: false },
  { form: 'joined', put: (text, secret) => `${text}/${secret}`, names: false },
  { form: 'before', put: (text, secret) => `${secret} ${text}`, names: true },
];

function planting({ put, names }: Form, secret: string): Plant {
  const walk = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') return KEEP.test(key) || (!names && NAMES.test(key)) ? value : put(value, secret);
    if (Array.isArray(value)) return value.map((item) => walk(item, key));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, walk(item, name)]));
  };
  return <T>(value: T) => walk(value, '') as T;
}

/** Every piece of ten characters: a part of a secret is a leak too. */
function piecesOf(core: string): string[] {
  const size = Math.min(10, core.length);
  return Array.from({ length: core.length - size + 1 }, (_, at) => core.slice(at, at + size));
}
const PIECES = Object.values(SECRETS).flatMap(({ core }) => piecesOf(core));
const leaks = (text: string): string[] => PIECES.filter((piece) => text.includes(piece));

/** What git would commit of `.kaizen`, by path, with the paths themselves. */
function committed({ git, read }: Repo): { path: string; text: string }[] {
  const paths = git('ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', '.kaizen')
    .split('\0')
    .filter(Boolean);
  return paths.map((path) => ({ path, text: `${path}\n${read(path)}` }));
}

/** Where a text holds a piece: the 60 characters around it. */
const around = (text: string): string[] =>
  leaks(text)
    .slice(0, 3)
    .map((piece) => text.slice(Math.max(0, text.indexOf(piece) - 60), text.indexOf(piece) + 40));

const HARNESSES = Object.keys(TRANSCRIPTS) as (keyof typeof TRANSCRIPTS)[];

test.each(HARNESSES)('%s: secrets in every text field reach no committed file and no export', async (harness) => {
  const at = repo({ 'CLAUDE.md': '' });
  at.ka(['init', '--harness', 'claude']);
  const base = scratch();
  const files: string[] = [];
  let n = 0;
  let planted = 0;
  for (const { secret, core } of Object.values(SECRETS)) {
    for (const form of FORMS) {
      // Behind another path these are no home path and no address any more.
      if (form.form === 'joined' && (secret.startsWith('/') || secret.includes('\n'))) continue;
      for (const root of [at.root, `/elsewhere/${secret}`]) {
        n++;
        const own = await writeTranscript(harness, join(base, String(n)), { root, n }, planting(form, secret));
        files.push(...own);
        planted += own.filter((file) => readFileSync(file, 'latin1').includes(core)).length;
      }
    }
  }
  expect(planted).toBeGreaterThanOrEqual(n / 2);
  const sync = at.ka(['sessions', 'sync', '--all-projects', ...files.flatMap((file) => ['--from', file])]);
  expect([sync.code, sync.err]).toEqual([0, '']);
  expect(leaks(sync.out)).toEqual([]);

  const listed = at.ka(['sessions', 'list', '--no-sync', '--limit', '0', '--json']).json().sessions;
  expect(listed.length).toBeGreaterThanOrEqual(n / 2);
  expect(listed.filter((one: any) => one.tool_calls > 0).length).toBeGreaterThan(n / 3);
  const wrong = committed(at).flatMap(({ path, text }) => around(text).map((where) => `${path}: ${where}`));
  expect(wrong).toEqual([]);
  expect(at.ka(['redact', 'check'])).toMatchObject({ code: 0 });

  const server = await backend();
  const env = {
    ...{ OTEL_EXPORTER_OTLP_ENDPOINT: server.url, POSTHOG_HOST: server.url, POSTHOG_API_KEY: 'k' },
    ...{ DD_LOGS_CONFIG_LOGS_DD_URL: server.url, DD_API_KEY: 'k' },
  };
  const all = ['--no-sync', '--all-projects'];
  for (const to of ['otlp', 'posthog', 'datadog']) {
    const dry = await run(at, ['export', '--to', to, '--dry-run', ...all], env);
    const sent = await run(at, ['export', '--to', to, ...all], env);
    expect([sent.code, around(dry.out), around(dry.err), around(sent.out + sent.err)]).toEqual([0, [], [], []]);
  }
  const file = await run(at, ['export', '--to', 'file', '--out', '-', ...all], env);
  expect(file.out.split('\n').length).toBeGreaterThan(n);
  expect(around(file.out)).toEqual([]);
  expect(server.received.length).toBeGreaterThanOrEqual(4);
  expect(
    server.received.flatMap(({ line, headers, body }) => around(`${line}${JSON.stringify(headers)}${body}`)),
  ).toEqual([]);
  // Not a promise, but good to know: what stays on this machine holds none of it either, but for paths of transcripts.
  const logs = join(at.root, '.kaizen/local/sessions');
  if (existsSync(logs))
    expect(readdirSync(logs).flatMap((name) => around(readFileSync(join(logs, name), 'utf8')))).toEqual([]);
});
