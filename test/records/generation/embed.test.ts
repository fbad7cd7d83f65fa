import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Backend, backend, run } from '../../export/backend.ts';
import { type Repo, repo } from '../../repo.ts';
import { answers, letters, ok } from './openai.ts';

const PLANTED = `AKIA${'IOSFODNN7EXAMPL2'}`;
const env = (server: Backend): Record<string, string> => ({
  KA_EMBED_BASE_URL: `${server.url}/v1`,
  KA_EMBED_MODEL: 'letters',
});

const DOC = '# Fruit\n\nzzz zzz zzz fig\n\n# Tree\n\nqqq qqq oak\n';

function withEvidence(text = DOC): { at: Repo; id: string } {
  const at = repo({ 'doc.md': text });
  return { at, id: at.ka(['record', 'ingest', 'doc.md', '--json']).json().id };
}

const kept = (at: Repo): Buffer[] => {
  const folder = join(at.root, '.kaizen/local/cache/vectors');
  return readdirSync(folder).map((name) => readFileSync(join(folder, name)));
};
const embed = async (at: Repo, server: Backend, ...args: string[]) =>
  JSON.parse((await run(at, ['model', 'embed', '--json', ...args], env(server))).out);

test('chunks are embedded once; a changed text is embedded again, and nothing else', async () => {
  const { at, id } = withEvidence();
  const server = await backend((_, got) => answers(got));
  expect(await embed(at, server, '--dry-run')).toMatchObject({ dry_run: true, chunks: 2, embedded: 2 });
  expect(server.received).toEqual([]);
  expect(await embed(at, server, id)).toMatchObject({ chunks: 2, embedded: 2, length: 26, model: 'letters' });
  expect(await embed(at, server)).toMatchObject({ embedded: 0 });
  expect(server.received).toHaveLength(1);
  at.write('doc2.md', '# Tree\n\nqqq qqq oak\n\n# Stone\n\nnnn\n');
  at.ka(['record', 'ingest', 'doc2.md']);
  expect(await embed(at, server)).toMatchObject({ chunks: 4, embedded: 1 });
  const [file, ...others] = kept(at);
  expect(others).toEqual([]);
  const head = JSON.parse(file!.toString('utf8', 0, file!.indexOf('\n')));
  expect([head.model, head.length, head.keys.length]).toEqual(['letters', 26, 3]);
  const first = Array.from({ length: 26 }, (_, n) => file!.readFloatLE(file!.indexOf('\n') + 1 + n * 4));
  expect(first).toEqual(letters(JSON.parse(server.received[0]!.body).input[0]));
  const [trace] = at.ka(['record', 'list', 'trace', '--json']).json().records;
  expect(trace).toMatchObject({ type: 'model_call', name: 'model embed', model: 'letters', status: 'completed' });
});

test('by meaning the nearest is first, by both what either finds; other kinds have no vectors', async () => {
  const { at, id } = withEvidence();
  const server = await backend((_, got) => answers(got));
  const find = async (...args: string[]) => run(at, ['record', 'query', 'evidence', ...args, '--json'], env(server));
  expect((await find('--semantic', 'zz')).code).toBe(2);
  expect(at.ka(['record', 'query', 'evidence', '--semantic', 'zz'], { env: env(server) }).err).toContain(
    'ka model embed',
  );
  await embed(at, server);
  const semantic = JSON.parse((await find('--semantic', 'zzzz')).out);
  expect(semantic).toMatchObject({ mode: 'semantic', total: 2 });
  expect(semantic.hits.map((hit: any) => hit.id)).toEqual([`${id}#0`, `${id}#1`]);
  expect(semantic.hits[0].matches[0].text).toContain('zzz zzz zzz fig');
  // "oak" stands in the second alone; z is nearer to the first: each is first in one list.
  const hybrid = JSON.parse((await find('--hybrid', 'oak', 'zzzzzz')).out);
  expect(hybrid.mode).toBe('hybrid');
  // 1/61 + 1/62, and 1/61: the second is in both lists.
  expect(hybrid.hits.map((hit: any) => [hit.id, hit.score])).toEqual([
    [`${id}#1`, 0.0325],
    [`${id}#0`, 0.0164],
  ]);
  const task = await run(at, ['record', 'query', 'task', '--semantic', 'x'], env(server));
  expect(task).toMatchObject({ code: 2, err: expect.stringContaining('Only evidence') });
  expect((await find('--semantic', PLANTED)).code).toBe(2);
});

test('the prompt of a query stands before what is searched for, never before what is found', async () => {
  const { at } = withEvidence();
  const server = await backend((_, got) => answers(got));
  const prompted = { ...env(server), KAIZEN_EMBED_QUERY_PROMPT: 'query: ' };
  await run(at, ['B3'], prompted);
  await run(at, ['record', 'query', 'evidence', '--semantic', 'oak'], prompted);
  const inputs = server.received.map(({ body }) => JSON.parse(body).input);
  expect(inputs[0].join()).not.toContain('query: ');
  expect(inputs[1]).toEqual(['query: oak']);
});

test('128 texts a request, in their order', async () => {
  const words = Array.from({ length: 150 }, (_, n) => `${'a'.repeat(n % 90)} ${'b '.repeat(400)}${n}`);
  const { at } = withEvidence(words.join('\n\n'));
  const server = await backend((_, got) => answers(got));
  const { embedded } = await embed(at, server);
  const inputs = server.received.map(({ body }) => JSON.parse(body).input as string[]);
  expect(inputs.map((input) => input.length)).toEqual([128, embedded - 128]);
  const [file] = kept(at);
  const start = file!.indexOf('\n') + 1;
  inputs.flat().forEach((text, row) => {
    expect(file!.readFloatLE(start + row * 26 * 4)).toBe(letters(text)[0]);
  });
});

test.each([
  ['too few', ok({ data: [{ index: 0, embedding: [1, 2] }] }), '1 vectors for 2 texts'],
  ['none', ok({}), 'no vectors for 2 texts'],
  ['one twice', ok({ data: [0, 0].map((index) => ({ index, embedding: [1] })) }), 'no vector for text 2'],
  ['no numbers', ok({ data: [0, 1].map((index) => ({ index, embedding: ['a'] })) }), 'no vector for text 1'],
  ['uneven', ok({ data: [[1], [1, 2]].map((embedding, index) => ({ index, embedding })) }), 'of 1 and of 2'],
] as const)('%s: the vectors are refused, and none is kept', async (_, reply, says) => {
  const { at } = withEvidence();
  const server = await backend(() => reply);
  const ran = await run(at, ['model', 'embed'], env(server));
  expect(ran).toMatchObject({ code: 1, err: expect.stringContaining(says) });
  expect(() => kept(at)).toThrow();
});

test('vectors of two models never meet', async () => {
  const { at } = withEvidence();
  const server = await backend((_, got) => answers(got));
  await embed(at, server);
  // Another model under the same name.
  server.reply = (_, { body }) => {
    const { input } = JSON.parse(body);
    return ok({ data: input.map((_: string, index: number) => ({ index, embedding: [1, 2, 3] })) });
  };
  const asked = await run(at, ['record', 'query', 'evidence', '--semantic', 'oak'], env(server));
  expect(asked).toMatchObject({ code: 1, err: expect.stringContaining('try: ka model embed --anew') });
  expect(await embed(at, server, '--anew')).toMatchObject({ embedded: 2, length: 3 });
  expect((await run(at, ['record', 'query', 'evidence', '--semantic', 'oak'], env(server))).code).toBe(0);
  // Another name has a file of its own.
  await run(at, ['model', 'embed'], { ...env(server), KA_EMBED_MODEL: 'other/model' });
  expect(kept(at)).toHaveLength(2);
});

test('a secret that a hand wrote into a document is never sent', async () => {
  const { at, id } = withEvidence();
  const path = `.kaizen/records/evidence/${id}.md`;
  at.write(path, at.read(path).replace('oak', `oak ${PLANTED}`));
  const server = await backend((_, got) => answers(got));
  const ran = await run(at, ['model', 'embed'], env(server));
  expect(ran).toMatchObject({ code: 2, err: expect.stringContaining(`${id}#1 holds what looks like a secret`) });
  expect(server.received).toEqual([]);
});

test('without a model it is off; in this process it needs its package', () => {
  const { at } = withEvidence();
  expect(at.ka(['model', 'embed'])).toMatchObject({ code: 2, err: expect.stringContaining('KA_EMBED_MODEL') });
  const local = { KA_EMBED_BACKEND: 'transformers', KA_EMBED_MODEL: '/models/small' };
  // One that the project brings is a stranger's code: it is never loaded.
  const own = 'node_modules/@huggingface/transformers';
  at.write(`${own}/package.json`, '{"name":"@huggingface/transformers","main":"index.js"}');
  at.write(`${own}/index.js`, `require('node:fs').writeFileSync('loaded', '')`);
  const ran = at.ka(['model', 'embed'], { env: local });
  expect(() => at.read('loaded')).toThrow();
  const { embedding } = at.ka(['model', 'doctor', '--json'], { env: local }).json();
  expect(embedding).toMatchObject({ state: 'in-process', model: '/models/small', base_url: null });
  expect(ran).toMatchObject({ code: 2, err: expect.stringContaining('npm install -g @huggingface/transformers') });
});
