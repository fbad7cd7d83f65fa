import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Backend, backend, type Received, type Reply, run } from '../../export/backend.ts';
import { type Repo, repo } from '../../repo.ts';
import { added, told } from '../made.ts';
import { ok } from './openai.ts';

const GRAPH = {
  '3': { class_type: 'KSampler', inputs: { seed: 42, steps: 4, model: ['4', 0] } },
  '4': { class_type: 'CheckpointLoaderSimple', inputs: { ckpt_name: 'base.safetensors' } },
  '9': { class_type: 'SaveImage', inputs: { images: ['3', 0], filename_prefix: 'cover' } },
};
const FLOW = 'flows/cover.json';
/** No UTF-8. */
const IMAGE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff, 0x00, 0x0a]);
const sha = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const PLANTED = `AKIA${'IOSFODNN7EXAMPL2'}`;

const withFlow = (): Repo => repo({ [FLOW]: JSON.stringify(GRAPH) });
const at8188 = (server: Backend): Record<string, string> => ({ KA_COMFYUI_URL: server.url });
const runs = (at: Repo) => at.ka(['comfy', 'list', '--json']).json().records;

const history = (outputs: object, status: object = { status_str: 'success', completed: true }): Reply =>
  ok({ p1: { outputs, status } });
const ONE = { '9': { images: [{ filename: '../../../evil.png', subfolder: '', type: 'output' }] } };

/** What ComfyUI answers: one look finds the run still in the queue. */
function comfy(made: Reply = history(ONE)) {
  let looks = 0;
  return (_: number, { line }: Received): Reply => {
    if (line.startsWith('GET /system_stats ')) return ok({ system: { comfyui_version: '0.3.60' }, devices: [] });
    if (line.startsWith('POST /prompt ')) return ok({ prompt_id: 'p1', number: 1, node_errors: {} });
    if (line.startsWith('GET /history/p1 ')) return looks++ === 0 ? ok({}) : made;
    if (line.startsWith('GET /view?')) return { status: 200, body: IMAGE };
    return { status: 404 };
  };
}

test('a workflow is run, and what it made is kept with its hash', async () => {
  const at = withFlow();
  const task = added(at, 'task', ...told('Draw the cover'));
  const server = await backend(comfy());
  const ran = await run(at, ['comfy', 'run', FLOW, '--task', task, '--json'], at8188(server));
  expect(ran).toMatchObject({ code: 0 });
  const { id, status, outputs, record } = JSON.parse(ran.out);
  expect([status, record.seed, record.models, record.prompt_id]).toEqual(['completed', 42, ['base.safetensors'], 'p1']);
  expect(JSON.parse(server.received[0]!.body)).toEqual({ prompt: GRAPH, client_id: id });
  expect(outputs).toEqual([
    {
      path: `.kaizen/local/generation/${id}/output-01.png`,
      sha256: sha(IMAGE),
      bytes: IMAGE.length,
      artifact: record.outputs[0],
    },
  ]);
  expect(readFileSync(join(at.root, outputs[0].path))).toEqual(IMAGE);
  const shown = at.ka(['comfy', 'inspect', id, '--json']).json();
  expect(shown.files.map(({ path, intact }: any) => [path.split('/').pop(), intact])).toEqual([
    ['workflow.json', true],
    ['output-01.png', true],
  ]);
  at.write(outputs[0].path, 'other');
  expect(at.ka(['comfy', 'inspect', id]).out).toContain('output-01.png  7 bytes  (changed since)');
  // What was made stays out of git, its hash does not.
  at.git('add', '-A');
  expect(at.git('diff', '--cached', '--name-only')).not.toContain('local');
  expect(at.git('diff', '--cached')).toContain(sha(IMAGE));
});

test('the record stands before anything is sent; a killed program leaves it unfinished, and the list says so', async () => {
  const at = withFlow();
  let seen: string[] = [];
  let kill = () => {};
  const server = await backend(() => {
    const folder = join(at.root, '.kaizen/records/generative-run');
    seen = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
    kill();
    return 'hang';
  });
  await run(at, ['comfy', 'run', FLOW], at8188(server), (end) => {
    kill = end;
  });
  expect(seen).toEqual([expect.stringMatching(/status: running[\s\S]*workflow: a_/)]);
  expect(at.ka(['comfy', 'list']).err).toMatch(/gen_\S+ is running since .*: it still runs, or its program was ended/);
  const doctor = await run(at, ['Y5', '--json'], { KA_COMFYUI_URL: 'http://127.0.0.1:8' });
  expect(JSON.parse(doctor.out)).toMatchObject({ state: 'unreachable', unfinished: [expect.stringContaining('gen_')] });
});

test('a run is replayed by its graph, also where only the file that it came from is left', async () => {
  const at = withFlow();
  const server = await backend(comfy());
  const first = JSON.parse((await run(at, ['Y1', '--workflow-file', FLOW, '--json'], at8188(server))).out);
  // The file is another one now; the copy is not.
  at.write(FLOW, JSON.stringify({ ...GRAPH, '3': { class_type: 'KSampler', inputs: { seed: 43 } } }));
  server.reply = comfy();
  const again = JSON.parse((await run(at, ['comfy', 'replay', first.id, '--json'], at8188(server))).out);
  expect(again).toMatchObject({ workflow_hash: first.workflow_hash, seed: 42, replay_of: first.id });
  expect(again.record).toMatchObject({ replay_of: first.id, status: 'completed', source: FLOW });
  const submitted = server.received.filter(({ line }) => line.startsWith('POST /prompt'));
  expect(submitted.map(({ body }) => JSON.parse(body).prompt)).toEqual([GRAPH, GRAPH]);
  at.write(`.kaizen/local/generation/${first.id}/workflow.json`, '{}');
  const gone = at.ka(['comfy', 'replay', first.id]);
  expect(gone).toMatchObject({ code: 1, err: expect.stringContaining('is gone') });
  // Spaces and the order of keys do not count.
  at.write(FLOW, JSON.stringify(Object.fromEntries(Object.entries(GRAPH).reverse()), null, 4));
  expect(at.ka(['Y4', '--id', first.id, '--dry-run', '--json']).json()).toMatchObject({ dry_run: true, seed: 42 });
});

test.each([
  ['refused', { status: 400, body: '{"error":{"message":"bad node"}}' }, 'bad node'],
  ['malformed', ok({ prompt_id: '../../x' }), 'no prompt_id'],
  ['broken', { status: 500 }, 'answered 500'],
  ['sent elsewhere', { status: 302, headers: { location: 'http://elsewhere.example/' } }, 'sends elsewhere'],
] as const)('a submission that is %s is a failed run, sent once', async (_, reply, says) => {
  const at = withFlow();
  const server = await backend(() => reply);
  const ran = await run(at, ['comfy', 'run', FLOW], at8188(server));
  expect(ran).toMatchObject({ code: 1, err: expect.stringContaining(says) });
  expect(server.received).toHaveLength(1);
  expect(runs(at)).toEqual([expect.objectContaining({ status: 'failed', error: expect.stringContaining(says) })]);
});

const ERROR = ['execution_error', { node_type: 'KSampler', exception_message: 'out of memory' }];

test('a run that ComfyUI could not do, that made nothing, or that takes too long', async () => {
  const at = withFlow();
  const server = await backend(comfy(history({}, { status_str: 'error', completed: false, messages: [ERROR] })));
  const failed = await run(at, ['comfy', 'run', FLOW], at8188(server));
  expect(failed).toMatchObject({ code: 1, err: expect.stringContaining('KSampler: out of memory') });
  server.reply = comfy(history({}));
  expect(await run(at, ['comfy', 'run', FLOW], at8188(server))).toMatchObject({ code: 0 });
  server.reply = comfy(ok({}));
  expect(await run(at, ['comfy', 'run', FLOW, '--timeout', '2'], at8188(server))).toMatchObject({
    code: 1,
    err: expect.stringContaining('not done in time'),
  });
  expect(runs(at).map(({ status }: any) => status)).toEqual(['failed', 'completed_no_output', 'failed']);
  expect(runs(at)[0].prompt_id).toBe('p1');
});

test('a file that cannot be fetched fails the run; those before it are kept', async () => {
  const at = withFlow();
  const two = { '9': { images: ['a.png', 'b.png'].map((filename) => ({ filename, subfolder: '', type: 'output' })) } };
  const good = comfy(history(two));
  const server = await backend((n, got) => (got.line.includes('b.png') ? { status: 404 } : good(n, got)));
  expect(await run(at, ['comfy', 'run', FLOW, '--out', 'docs/art'], at8188(server))).toMatchObject({ code: 1 });
  const [{ id, status, outputs }] = runs(at);
  expect([status, outputs]).toEqual(['failed', [expect.stringMatching(/^a_/)]]);
  expect(existsSync(join(at.root, `docs/art/${id}/output-01.png`))).toBe(true);
});

test('nothing is sent by a dry run, with a planted key, or from what is no workflow', async () => {
  const at = withFlow();
  const server = await backend(comfy());
  const dry = await run(at, ['comfy', 'run', FLOW, '--dry-run'], at8188(server));
  expect(dry).toMatchObject({ code: 0, out: expect.stringContaining('3 nodes') });
  at.write('bad.json', JSON.stringify({ '1': { class_type: 'CLIPTextEncode', inputs: { text: PLANTED } } }));
  at.write('editor.json', '{"nodes":[],"links":[]}');
  for (const [path, says] of [
    ['bad.json', 'looks like a secret'],
    ['editor.json', 'API format'],
    ['.kaizen', ''],
    ['../out.json', 'out of the folder'],
    ['gone.json', 'is not there'],
  ] as const) {
    const ran = await run(at, ['comfy', 'run', path], at8188(server));
    expect(ran).toMatchObject({ code: 2, err: expect.stringContaining(says) });
    expect(ran.err).not.toContain(PLANTED);
  }
  expect([server.received, runs(at)]).toEqual([[], []]);
  expect(existsSync(join(at.root, '.kaizen/local/generation'))).toBe(false);
});

test('ComfyUI is asked on this machine only, and where the repository says only once that is approved', async () => {
  const server = await backend(comfy());
  const at = repo({ [FLOW]: JSON.stringify(GRAPH), '.kaizen/config.yaml': `comfyui: {endpoint: "${server.url}"}\n` });
  for (const endpoint of ['http://host.example:8188', 'https://127.0.0.1', 'http://u:p@127.0.0.1'])
    expect(at.ka(['comfy', 'run', FLOW, '--endpoint', endpoint])).toMatchObject({ code: 2 });
  const refused = at.ka(['comfy', 'run', FLOW]);
  expect(refused).toMatchObject({ code: 2, err: expect.stringContaining('ka comfy doctor --trust') });
  expect(at.ka(['comfy', 'doctor']).out).toContain('unapproved');
  expect([server.received, runs(at)]).toEqual([[], []]);
  const trusted = await run(at, ['comfy', 'doctor', '--trust']);
  expect(trusted.out).toContain(`ComfyUI 0.3.60 at ${server.url}: ready`);
  expect((await run(at, ['comfy', 'run', FLOW])).code).toBe(0);
});
