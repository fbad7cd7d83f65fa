import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Answer, makePages } from '../../src/mcp/pages.ts';

const PAGE = 8192;
/** All pages of an answer, each from its cursor. */
async function pagesOf(answer: Answer): Promise<string[]> {
  const ask = makePages();
  const found: string[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof ask>> = await ask('tool', {}, cursor, async () => answer);
    found.push(page.text);
    cursor = page.next;
    if (found.length > 500) throw new Error('it does not end');
  } while (cursor !== null);
  return found;
}

test('the pages of any text add up to it, none above the budget, cut between lines wherever a line fits', async () => {
  const unit = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 300 }),
    fc.constantFrom('ä'.repeat(5000), '\uFFFD'.repeat(4000), '🙂'.repeat(3000), 'x'.repeat(9000)),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(unit, { maxLength: 60 }), async (lines) => {
      const text = lines.join('\n');
      const pages = await pagesOf({ kind: 'text', text });
      expect(pages.join('')).toBe(text);
      for (const page of pages) expect(Buffer.byteLength(page)).toBeLessThanOrEqual(PAGE);
      for (const page of pages.slice(0, -1)) expect(page.endsWith('\n') || !page.includes('\n')).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test('the pages of any document share out its longest list in order, with everything else on each', async () => {
  const item = fc.record({ id: fc.nat(), text: fc.string({ maxLength: 400 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(item, { minLength: 1, maxLength: 200 }), async (list) => {
      const data = { schema_version: 1, few: [1], list };
      const pages = (await pagesOf({ kind: 'json', data })).map((text) => JSON.parse(text));
      expect(pages.flatMap((page) => page.list)).toEqual(list);
      for (const page of pages) {
        expect([page.schema_version, page.few]).toEqual([1, [1]]);
        expect(page.list.length === 1 || JSON.stringify(page).length <= PAGE).toBe(true);
      }
    }),
    { numRuns: 60 },
  );
});

test('an item longer than a page stands alone; a document that cannot be cut so is refused', async () => {
  const list = ['a', 'b'.repeat(20_000), 'c'];
  const pages = (await pagesOf({ kind: 'json', data: { list } })).map((text) => JSON.parse(text).list.length);
  expect(pages).toEqual([1, 1, 1]);
  const deep = { tree: { name: 'x'.repeat(70_000) } };
  await expect(pagesOf({ kind: 'json', data: deep })).rejects.toMatchObject({ code: 'answer-too-large' });
});

test('a cursor serves the answer that it was made for, and no other tool or input', async () => {
  const ask = makePages();
  const text = 'line\n'.repeat(5000);
  let made = 0;
  const answer = async (): Promise<Answer> => {
    made++;
    return { kind: 'text', text: made === 1 ? text : `${text}more` };
  };
  const first = await ask('a', { x: 1 }, null, answer);
  expect((await ask('a', { x: 1 }, first.next, answer)).text).toMatch(/^line\n/);
  expect(made).toBe(1);
  await expect(ask('b', { x: 1 }, first.next, answer)).rejects.toMatchObject({ code: 'stale-cursor' });
  await expect(ask('a', { x: 2 }, first.next, answer)).rejects.toMatchObject({ code: 'stale-cursor' });
});
