import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Repo, repo } from '../repo.ts';
import { bytesBelow } from '../sessions/transcripts.ts';
import { type Backend, backend, type Received, run } from './backend.ts';
import { asLines, digest, LOG, manyDigests } from './digests.ts';

const KEY = 'phc_0123456789keyForTests';

interface Target {
  to: string;
  env: (url: string) => Record<string, string>;
  /** Ids by which the backend knows what it had. */
  ids: (request: Received) => string[];
}

const TARGETS: Target[] = [
  {
    to: 'otlp',
    env: (url) => ({ OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_EXPORTER_OTLP_HEADERS: `x-key=${KEY}` }),
    ids: ({ body }) =>
      JSON.parse(body).resourceSpans.flatMap((of: any) =>
        of.scopeSpans.flatMap(({ spans }: any) => spans.map(({ spanId }: any) => spanId)),
      ),
  },
  {
    to: 'posthog',
    env: (url) => ({ POSTHOG_HOST: url, POSTHOG_API_KEY: KEY }),
    ids: ({ body }) => JSON.parse(body).batch.map(({ uuid }: any) => uuid),
  },
  {
    to: 'datadog',
    env: (url) => ({ DD_LOGS_CONFIG_LOGS_DD_URL: url, DD_API_KEY: KEY }),
    ids: ({ body }) => JSON.parse(body).map(({ kaizen }: any) => kaizen.uid),
  },
];
const [otlp, posthog] = TARGETS as [Target, Target];

const send = (at: Repo, { to, env }: Target, server: Backend, ...more: string[]) =>
  run(at, ['export', '--to', to, '--no-sync', ...more], env(server.url));

describe.each(TARGETS)('$to', (target) => {
  test('a dry run prints the very bytes, but for the key, and sends nothing', async () => {
    const at = repo({ [LOG]: manyDigests(3) });
    const server = await backend();
    const dry = await send(at, target, server, '--dry-run');
    expect(dry.code).toBe(0);
    expect(server.received).toEqual([]);
    expect(dry.out).not.toContain(KEY);
    expect((await send(at, target, server)).code).toBe(0);
    const [got] = server.received;
    expect(`${JSON.stringify(got!.headers)}${got!.body}`).toContain(KEY);
    const [head, ...body] = dry.out.split('\n\n');
    const [line, ...headers] = head!.split('\n');
    expect(line).toBe(got!.line);
    const asSent = Object.entries(got!.headers).map(([name, value]) => `${name}: ${value.replace(KEY, '***')}`);
    expect(headers.sort()).toEqual(asSent.sort());
    expect(body.join('\n\n').trimEnd()).toBe(got!.body.replace(KEY, '***'));
  });

  test('what failed is tried again, and nothing that arrived is sent a second time', async () => {
    const at = repo({ [LOG]: manyDigests(1100) });
    const trouble = [{ status: 429, headers: { 'retry-after': '0' } }, { status: 503 }, 'cut'] as const;
    const taken: string[] = [];
    const server = await backend((n, request) => {
      const answer = n % 2 === 0 ? trouble[n / 2] : undefined;
      if (answer === undefined || answer === 'cut') taken.push(...target.ids(request));
      return answer ?? { status: 202 };
    });
    const ran = await send(at, target, server);
    expect(ran).toMatchObject({ code: 0, out: expect.stringContaining('sent 1100') });
    // Three batches, each with a failure before it; only the one that was cut after it arrived came twice.
    expect(server.received).toHaveLength(6);
    expect(new Set(taken).size).toBe(1100);
    expect(taken).toHaveLength(1200);
    const again = await send(at, target, server);
    expect(again.out).toContain('sent 0');
    expect(server.received).toHaveLength(6);
  });

  test('a run that is killed goes on where it stopped', async () => {
    const at = repo({ [LOG]: manyDigests(1100) });
    let kill = (): void => {};
    const server = await backend((n) => {
      if (n === 1) kill();
      return n === 1 ? 'hang' : { status: 200 };
    });
    await run(at, ['export', '--to', target.to, '--no-sync'], target.env(server.url), (stop) => {
      kill = stop;
    });
    const ran = await send(at, target, server);
    expect(ran).toMatchObject({ code: 0, out: expect.stringMatching(/sent 600 .*; 500 it had already/) });
    const [first, cut, second, third] = server.received.map(target.ids);
    expect(second).toEqual(cut);
    expect(new Set([...first!, ...second!, ...third!]).size).toBe(1100);
  });
});

test('what a session says later is sent again under the same id', async () => {
  const at = repo({ [LOG]: asLines([digest(1), digest(2)]) });
  const server = await backend();
  await send(at, posthog, server);
  at.write(LOG, asLines([digest(1), digest(2), digest(2, { ended: '2026-11-04T09:00:00.000Z', turns: 9 })]));
  const ran = await send(at, posthog, server);
  expect(ran.out).toContain('sent 1 to PostHog; 1 it had already');
  const [before, after] = server.received.map(({ body }) => JSON.parse(body).batch);
  const { properties, ...same } = after[0];
  expect(before.map(({ properties: _, ...event }: any) => event)).toContainEqual(same);
  expect(properties.turns).toBe(9);
});

test('another address gets everything', async () => {
  const at = repo({ [LOG]: manyDigests(2) });
  const [one, other] = [await backend(), await backend()];
  await send(at, otlp, one);
  await send(at, otlp, other);
  expect(other.received.flatMap(otlp.ids)).toEqual(one.received.flatMap(otlp.ids));
});

test('two at once send each session once', async () => {
  const at = repo({ [LOG]: manyDigests(700) });
  const server = await backend();
  const ran = await Promise.all([send(at, posthog, server), send(at, posthog, server)]);
  expect(ran.map(({ code }) => code)).toEqual([0, 0]);
  const ids = server.received.flatMap(posthog.ids);
  expect([ids.length, new Set(ids).size]).toEqual([700, 700]);
});

test('a refusal ends it: it says how much arrived and why, never the key, and the next run goes on', async () => {
  const at = repo({ [LOG]: manyDigests(600) });
  const server = await backend((n) =>
    n === 1 ? { status: 400, body: `bad ${KEY}\nfrom bob@corp-mail.com` } : { status: 200 },
  );
  const ran = await send(at, posthog, server);
  expect(ran.code).toBe(2);
  expect(ran.err).toContain('PostHog at 127.0.0.1');
  expect(ran.err).toContain(
    'answered 400. It says: bad *** from <redacted:email> Sent: 500; 100 wait for the next run.',
  );
  expect((await send(at, posthog, server)).out).toContain('sent 100 to PostHog; 500 it had already');
});

test('a redirect is not followed, for it would carry the key elsewhere', async () => {
  const at = repo({ [LOG]: manyDigests(1) });
  const elsewhere = await backend();
  const server = await backend(() => ({ status: 307, headers: { location: `${elsewhere.url}/batch/` } }));
  const ran = await send(at, posthog, server);
  expect([ran.code, elsewhere.received.length, server.received.length]).toEqual([2, 0, 1]);
  expect(ran.err).toContain('It sends elsewhere');
});

test('OTLP: a plain 500 is final, and what a collector refused is named', async () => {
  const at = repo({ [LOG]: manyDigests(1) });
  const server = await backend((n) =>
    n === 0
      ? { status: 500 }
      : { status: 200, body: '{"partialSuccess":{"rejectedSpans":"1","errorMessage":"too old"}}' },
  );
  expect(await send(at, otlp, server)).toMatchObject({ code: 2, err: expect.stringContaining('answered 500.') });
  const ran = await send(at, otlp, server);
  expect(ran).toMatchObject({ code: 1, err: expect.stringContaining('did not take all: 1 refused: too old') });
});

describe('off unless asked', () => {
  test('a missing key, a wrong address, credentials in it: nothing is sent', async () => {
    const at = repo({ [LOG]: manyDigests(1) });
    const refuse = async (args: string[], env: Record<string, string>, says: string): Promise<void> => {
      const { code, err } = await run(at, ['export', '--no-sync', ...args], env);
      expect([code, err]).toEqual([2, expect.stringContaining(says)]);
    };
    await refuse(['--to', 'posthog'], {}, 'POSTHOG_API_KEY is not set');
    await refuse(['--to', 'datadog'], {}, 'DD_API_KEY is not set');
    const flags = ['--since', '2026-11-01 10:00', '--all-projects'];
    const again = "try: ka export --to datadog --since '2026-11-01 10:00' --all-projects --no-sync --dry-run";
    await refuse(['--to', 'datadog', ...flags], {}, again);
    await refuse(['--to', 'otlp'], { OTEL_EXPORTER_OTLP_ENDPOINT: 'nowhere' }, 'is no address');
    await refuse(['--to', 'otlp'], { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://bob:pw@h.example' }, 'holds credentials');
    await refuse(['--to', 'posthog'], { POSTHOG_HOST: 'http://h.example', POSTHOG_API_KEY: KEY }, 'plain http');
    const keyed = {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://h.example',
      OTEL_EXPORTER_OTLP_HEADERS: `authorization=${KEY}`,
    };
    await refuse(['--to', 'otlp'], keyed, 'plain http');
    await refuse([], {}, 'to');
    await refuse(['--to', 'file'], {}, 'needs a file');
    const dry = await run(at, ['export', '--no-sync', '--to', 'file', '--dry-run'], {});
    const out = await run(at, ['export', '--no-sync', '--to', 'file', '--out', '-'], {});
    expect(dry).toMatchObject({ code: 0, out: out.out });
    expect(dry.out.split('\n')).toHaveLength(2);
  });

  test('a key in the configuration is refused without being shown', async () => {
    for (const text of [`export:\n  posthog:\n    api_key: ${KEY}\n`, `export:\n  token: ${KEY}\n`]) {
      const at = repo({ '.kaizen/config.yaml': text });
      const { code, err } = await run(at, ['export', '--to', 'posthog', '--dry-run', '--no-sync']);
      expect(code).toBe(2);
      expect(err).toContain('that file is committed');
      expect(err).not.toContain(KEY);
    }
  });

  test('an address that a cloned configuration names is approved first', async () => {
    const server = await backend();
    const at = repo({ [LOG]: manyDigests(1), '.kaizen/config.yaml': `export: {posthog: {host: "${server.url}"}}\n` });
    const env = { POSTHOG_API_KEY: KEY };
    const refused = await run(at, ['export', '--to', 'posthog', '--no-sync'], env);
    expect(refused).toMatchObject({ code: 2, err: expect.stringContaining('nobody approved in this clone') });
    expect(server.received).toEqual([]);
    expect((await run(at, ['export', '--to', 'posthog', '--no-sync', '--trust'], env)).code).toBe(0);
    expect((await run(at, ['export', '--to', 'posthog', '--no-sync'], env)).code).toBe(0);
    expect(server.received).toHaveLength(1);
  });
});

test('what the tools left is read first, and what still runs is left out', async () => {
  const at = repo({ 'CLAUDE.md': '' });
  const folder = join(at.home, '.claude/projects/x');
  mkdirSync(folder, { recursive: true });
  const session = (id: string, hour: number): void => {
    const of = { sessionId: id, cwd: at.root, isSidechain: false, version: '2.1.328' };
    const usage = { input_tokens: 10, output_tokens: 5 };
    const lines = [
      {
        ...of,
        type: 'user',
        uuid: `u-${id}`,
        timestamp: `2026-11-20T${hour}:00:00.000Z`,
        message: { role: 'user', content: 'go' },
      },
      {
        ...{
          ...of,
          type: 'assistant',
          uuid: `a-${id}`,
          timestamp: `2026-11-20T${hour}:00:09.000Z`,
          requestId: `r-${id}`,
        },
        message: {
          id: `m-${id}`,
          role: 'assistant',
          model: 'claude-sonnet-4-5',
          stop_reason: 'end_turn',
          usage,
          content: [],
        },
      },
    ];
    writeFileSync(join(folder, `${id}.jsonl`), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  };
  session('5e55105e-0000-4000-8000-000000000001', 10);
  session('5e55105e-0000-4000-8000-000000000002', 12);
  const env = { KA_NOW: '2026-11-20T12:05:00Z' };
  at.write('agents/main.md', '---\nname: main\ndescription: d\n---\nWork.\n');
  at.write('.kaizen/config.yaml', 'retention_days: 30\n');
  const tree = () => bytesBelow(at.root, /^\.git\//);
  const before = tree();
  const dry = await run(at, ['export', '--to', 'posthog', '--dry-run', '--json'], env);
  expect(dry.err).toContain('1 left out: still running');
  expect(JSON.parse(dry.out)).toMatchObject({ sending: 2, known: 0, timeless: 0 });
  const lined = await run(at, ['export', '--to', 'file', '--out', 'all.jsonl', '--dry-run'], env);
  expect(tree()).toEqual(before);
  expect((await run(at, ['export', '--to', 'file', '--out', '-'], env)).out).toBe(lined.out);
  const file = await run(at, ['export', '--to', 'file', '--out', '-', '--no-sync'], env);
  const lines = file.out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.map(({ kind, session_id, tokens }) => [kind, session_id.slice(-1), tokens.output])).toEqual([
    ['session', '1', 5],
    ['execution', '1', 5],
  ]);
});

test('--since and --days select', async () => {
  const at = repo({ [LOG]: manyDigests(20) });
  const dry = async (...more: string[]): Promise<string[]> => {
    const ran = await run(at, ['export', '--to', 'file', '--out', '-', '--no-sync', ...more], {
      KA_NOW: '2026-11-20T12:00:00Z',
    });
    return ran.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).session_id);
  };
  expect(await dry()).toHaveLength(20);
  expect(await dry('--since', '2026-11-19')).toEqual(['s-0018', 's-0019']);
  expect(await dry('--days', '1')).toEqual(['s-0019']);
});

test('a file gets the same bytes each time, secrets that a hand wrote into a log taken out', async () => {
  const secret = ['gh', 'p_', 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'].join('');
  const at = repo({ [LOG]: asLines([digest(1), digest(2, { git: { ...digest(2).git, branch: `fix/${secret}` } })]) });
  const write = () => run(at, ['export', '--to', 'file', '--out', 'out/all.jsonl', '--no-sync']);
  const first = await write();
  expect(first).toMatchObject({ code: 0, err: expect.stringContaining('1 held what looks like a secret') });
  const text = at.read('out/all.jsonl');
  await write();
  expect(at.read('out/all.jsonl')).toBe(text);
  expect(text).toContain('<redacted:github-token>');
  expect(text).not.toContain(secret);
  expect(
    text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).kind),
  ).toEqual(['session', 'session']);
});

test('the ledger lies in the ignored folder and holds hashes alone', async () => {
  const at = repo({ [LOG]: manyDigests(2), '.kaizen/.gitignore': 'local/\n' });
  const server = await backend();
  await send(at, posthog, server);
  const folder = join(at.root, '.kaizen/local/export');
  const [name] = readdirSync(folder);
  expect(Object.keys(JSON.parse(readFileSync(join(folder, name!), 'utf8').split('\n')[0]!))).toEqual(['key', 'hash']);
  expect(at.git('status', '--short')).not.toContain('local');
});

test('a file that is no earlier export is left alone, an earlier one and an empty one are replaced', async () => {
  const foreign = '{"kind":"session","of":"somebody else"}\n';
  const at = repo({
    [LOG]: manyDigests(2),
    'README.md': '# Mine\n',
    'rows.jsonl': foreign,
    'empty.jsonl': '',
    'src/a': '',
  });
  const to = (out: string, ...more: string[]) =>
    run(at, ['export', '--to', 'file', '--out', out, '--no-sync', ...more]);
  for (const out of ['README.md', 'rows.jsonl', LOG]) {
    const refused = { code: 2, err: expect.stringContaining(`${out} exists and is no export of ka's.`) };
    expect(await to(out)).toMatchObject(refused);
    expect(await to(out, '--dry-run')).toMatchObject({ ...refused, out: '' });
  }
  expect(await to('src')).toMatchObject({ code: 2, err: expect.stringContaining('src is no file') });
  expect(at.git('status', '--short')).toBe('');
  expect(await to('empty.jsonl')).toMatchObject({ code: 0 });
  at.write(LOG, manyDigests(3));
  expect(await to('empty.jsonl')).toMatchObject({ code: 0, out: expect.stringContaining('wrote 3 lines') });
  expect(at.read('empty.jsonl').trim().split('\n')).toHaveLength(3);
});

test('where nothing is set up a file is all that is made, and a backend’s ledger is announced; nothing known is said', async () => {
  const at = repo();
  const said = 'nothing to export: no finished session, no execution record\n';
  for (const out of [['--dry-run'], ['--out', 'x.jsonl'], ['--out', '-']]) {
    const ran = await run(at, ['export', '--to', 'file', '--all-projects', ...out]);
    expect(ran).toMatchObject({ code: 0, err: `ka: ${said}` });
  }
  expect(readdirSync(at.root).sort()).toEqual(['.git', 'x.jsonl']);
  const server = await backend();
  const ran = await run(at, ['export', '--to', 'posthog'], posthog.env(server.url));
  expect(ran.err).toContain(`created ${join(at.root, '.kaizen')}; no hook records runs here yet.`);
  expect(at.git('status', '--short')).toBe('?? x.jsonl\n');
});
