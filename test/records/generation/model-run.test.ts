import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Backend, backend, run } from '../../export/backend.ts';
import { type Repo, repo } from '../../repo.ts';
import { added, told } from '../made.ts';
import { answers, chatOf, ok } from './openai.ts';

const KEY = 'sk-0123456789abcdefOfATest';
const PLANTED = `AKIA${'IOSFODNN7EXAMPL2'}`;

const env = (server: Backend): Record<string, string> => ({
  KA_LLM_BASE_URL: `${server.url}/v1`,
  KA_LLM_MODEL: 'small',
  KA_LLM_API_KEY: KEY,
});
const hash = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;
const listed = (at: Repo, kind: string) => at.ka(['record', 'list', kind, '--json']).json().records;

/** All that stands below a folder, as one text. */
function everything(folder: string): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  return files.map((file) => readFileSync(join(file.parentPath, file.name), 'utf8')).join('\n');
}

test('the answer is printed and kept, and the records name it by its hash', async () => {
  const at = repo();
  const task = added(at, 'task', ...told('Find the cause'));
  const server = await backend((_, got) => answers(got));
  const ran = await run(at, ['model', 'run', 'Why?', '--task', task, '--json'], env(server));
  expect(ran.code).toBe(0);
  const { id, answer, path, output_ref } = JSON.parse(ran.out);
  expect(answer).toBe('You said: Why?');
  expect(at.read(path)).toBe(answer);
  expect(output_ref).toBe(hash(answer));
  const [got] = server.received;
  expect(got!.headers.authorization).toBe(`Bearer ${KEY}`);
  expect(JSON.parse(got!.body)).toEqual({
    model: 'small',
    messages: [{ role: 'user', content: 'Why?' }],
    stream: false,
  });
  const [record] = listed(at, 'generative-run');
  expect(record).toMatchObject({ id, backend: 'openai', status: 'completed', models: ['small'], output_ref, task });
  const [trace] = listed(at, 'trace');
  expect(trace).toMatchObject({ type: 'model_call', trace_id: id, prompt_tokens: 7, completion_tokens: 5, output_ref });
  expect(trace.latency_ms).toBeGreaterThanOrEqual(0);
  // Neither text nor key stands in what git sees.
  at.git('add', '-A');
  const staged = at.git('diff', '--cached');
  expect(staged).toContain(output_ref);
  for (const text of ['Why?', 'You said', KEY]) expect(staged).not.toContain(text);
  expect(everything(join(at.root, '.kaizen'))).not.toContain(KEY);
});

test('the codes of the original ask the same', async () => {
  const at = repo();
  const server = await backend((_, got) => answers(got));
  const named = { KAIZEN_LLM_BASE_URL: `${server.url}/v1`, KAIZEN_LLM_MODEL: 'small' };
  expect(await run(at, ['B2', '--prompt', 'Hello'], named)).toMatchObject({ code: 0, out: 'You said: Hello\n' });
  expect(server.received[0]!.headers.authorization).toBeUndefined();
});

test('the record stands before anything is sent; a killed program leaves it unfinished, and the doctor says so', async () => {
  const at = repo();
  let seen: string[] = [];
  let kill = () => {};
  const server = await backend(() => {
    const folder = join(at.root, '.kaizen/records/generative-run');
    seen = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
    kill();
    return 'hang';
  });
  await run(at, ['model', 'run', 'Hello'], env(server), (end) => {
    kill = end;
  });
  expect(seen).toEqual([expect.stringContaining('status: running')]);
  const doctor = at.ka(['model', 'doctor']);
  expect(doctor).toMatchObject({ code: 0, err: expect.stringMatching(/gen_\S+ is running since/) });
});

test('interrupted, it says so in the record', async () => {
  const at = repo();
  let interrupt = () => {};
  const server = await backend(() => {
    interrupt();
    return 'hang';
  });
  const ran = await run(at, ['model', 'run', 'Hello'], env(server), (_, child) => {
    interrupt = () => child.kill('SIGINT');
  });
  expect(ran).toMatchObject({ code: 1, err: expect.stringContaining('interrupted') });
  expect(listed(at, 'generative-run')[0]).toMatchObject({ status: 'failed', error: expect.stringContaining('interr') });
});

test('a busy backend is asked again, after the wait that it asks for', async () => {
  const at = repo();
  const times: number[] = [];
  const server = await backend((n, got) => {
    times.push(performance.now());
    if (n === 0) return { status: 500 };
    return n === 1 ? { status: 429, headers: { 'retry-after': '2' } } : answers(got);
  });
  expect(await run(at, ['model', 'run', 'Hello'], env(server))).toMatchObject({ code: 0, out: 'You said: Hello\n' });
  expect(times).toHaveLength(3);
  expect(times[2]! - times[1]!).toBeGreaterThan(1900);
});

test.each([
  ['what it refuses', { status: 400, body: `{"error":"bad ${KEY}"}` }, 'answered 400. It says: {"error":"bad ***"}'],
  ['a wrong key', { status: 401 }, 'The key is missing or wrong.'],
  ['a redirect', { status: 307, headers: { location: 'http://elsewhere.example/' } }, 'It sends elsewhere'],
  ['too long a wait', { status: 429, headers: { 'retry-after': '60' } }, 'It asks to wait 60 s.'],
  ['no JSON', { status: 200, body: '<html>' }, 'no JSON object'],
  ['no text', { status: 200, body: '{"choices":[]}' }, 'no text'],
  ['two texts', ok({ choices: [...chatOf('a').choices, ...chatOf('b').choices] }), '2 texts'],
] as const)('%s fails at once, and the record says why', async (_, reply, says) => {
  const at = repo();
  const server = await backend(() => reply);
  const ran = await run(at, ['model', 'run', 'Hello'], env(server));
  expect(ran).toMatchObject({ code: 1, err: expect.stringContaining(says) });
  expect(server.received).toHaveLength(1);
  const [record] = listed(at, 'generative-run');
  expect(record).toMatchObject({ status: 'failed', error: expect.stringContaining(says) });
  expect(ran.err).toContain(`ka record show ${record.id}`);
  expect(ran.err + everything(join(at.root, '.kaizen'))).not.toContain(KEY);
});

test('a backend that never answers is given up, and one that is not there', async () => {
  const at = repo();
  const server = await backend(() => 'hang');
  const late = await run(at, ['model', 'run', 'Hello', '--timeout', '1'], env(server));
  expect(late).toMatchObject({ code: 1, err: expect.stringContaining('no answer within 1 s after 4 tries') });
  const gone = { KA_LLM_BASE_URL: 'http://127.0.0.1:8/v1', KA_LLM_MODEL: 'small' };
  expect((await run(at, ['model', 'run', 'Hello'], gone)).err).toContain('ECONNREFUSED after 4 tries');
  expect(listed(at, 'generative-run').map(({ status }: any) => status)).toEqual(['failed', 'failed']);
}, 30_000);

test('a secret in the prompt or the summary is refused before anything is sent or written', async () => {
  const at = repo();
  const server = await backend((_, got) => answers(got));
  for (const args of [[`a\nuse ${PLANTED}`], ['Hello', '--summary', `With ${PLANTED}.`], [PLANTED, '--dry-run']]) {
    const ran = await run(at, ['model', 'run', ...args], env(server));
    expect(ran).toMatchObject({ code: 2, err: expect.stringContaining('looks like a secret') });
    expect(ran.err).not.toContain(PLANTED);
  }
  expect([server.received, listed(at, 'generative-run')]).toEqual([[], []]);
});

test('a dry run sends and writes nothing; without a model it is off', async () => {
  const at = repo();
  const server = await backend((_, got) => answers(got));
  const dry = await run(at, ['model', 'run', 'Hello', '--dry-run'], env(server));
  expect(dry).toMatchObject({ code: 0, out: expect.stringContaining('would send 5 characters to small') });
  expect([server.received, listed(at, 'generative-run')]).toEqual([[], []]);
  expect(at.ka(['model', 'run', 'Hello'])).toMatchObject({ code: 2, err: expect.stringContaining('KA_LLM_MODEL') });
});

test('an address from the repository is asked only once the user approved it in this clone', async () => {
  const server = await backend((_, got) => answers(got));
  const at = repo({ '.kaizen/config.yaml': `models:\n  text:\n    base_url: ${server.url}/v1\n    model: small\n` });
  const keyed = { KA_LLM_API_KEY: KEY };
  const looked = JSON.parse((await run(at, ['model', 'doctor', '--json'], keyed)).out);
  expect(looked).toMatchObject({ text: { state: 'unapproved' }, embedding: { state: 'off' } });
  const refused = await run(at, ['model', 'run', 'Hello'], keyed);
  expect(refused).toMatchObject({ code: 2, err: expect.stringContaining('try: ka model doctor --trust') });
  expect(server.received).toEqual([]);
  const trusted = JSON.parse((await run(at, ['B1', '--trust', '--json'], keyed)).out);
  expect(trusted.text).toMatchObject({ state: 'ready', model: 'small', listed: true, key: true });
  expect((await run(at, ['model', 'run', 'Hello'], keyed)).out).toBe('You said: Hello\n');
  // Another address is another approval.
  at.write('.kaizen/config.yaml', `models: {text: {base_url: "${server.url}/v2", model: small}}\n`);
  expect((await run(at, ['model', 'run', 'Hello'], keyed)).code).toBe(2);
});

test('the doctor never fails: what is wrong or gone is said', async () => {
  const at = repo();
  const server = await backend((_, got) => answers(got));
  const state = async (more: Record<string, string>) => {
    const ran = await run(at, ['model', 'doctor', '--json'], { ...env(server), ...more });
    expect(ran.code).toBe(0);
    return JSON.parse(ran.out).text;
  };
  expect(await state({ KA_LLM_MODEL: 'other' })).toMatchObject({ state: 'ready', listed: false });
  expect(await state({ KA_LLM_BASE_URL: 'http://127.0.0.1:8' })).toMatchObject({ state: 'unreachable' });
  expect(await state({ KA_LLM_BASE_URL: 'nowhere' })).toMatchObject({
    state: 'misconfigured',
    says: expect.stringContaining('no address'),
  });
  const open = { KA_LLM_BASE_URL: 'http://model.invalid/v1' };
  expect((await state(open)).says).toContain('plain http');
  expect((await state({ ...open, KA_ALLOW_INSECURE_HTTP: '1' })).says).not.toContain('plain http');
});

test.each(['models: {text: {api_key: x}}', 'comfyui: {token: x}'])('%s is no setting: keys stay out', (text) => {
  const at = repo({ '.kaizen/config.yaml': text });
  expect(at.ka(['model', 'doctor']).out + at.ka(['config']).err).toContain('keys come from the environment');
});
