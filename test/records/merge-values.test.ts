import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Lost, mergeObjects } from '../../src/records/merge/values.ts';

const word = fc.constantFrom('a', 'b', 'c', 'd');
const flat = fc.dictionary(word, fc.constantFrom(1, 2, 'x'), { maxKeys: 4 });
const lists = fc.record({ list: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f')) });
const steps = fc.dictionary(word, fc.record({ n: fc.nat(2), done: fc.boolean() }), { maxKeys: 4 });

const merge = (base: any, earlier: any, later: any): { merged: any; lost: Lost[] } => {
  const lost: Lost[] = [];
  return { merged: mergeObjects(base, earlier, later, '', lost), lost };
};

test('a field that one side changed is taken from it; of two changes the later stands and the other is told', () => {
  fc.assert(
    fc.property(flat, flat, flat, (base, earlier, later) => {
      const { merged, lost } = merge(base, earlier, later);
      for (const key of ['a', 'b', 'c', 'd']) {
        const [was, one, two] = [base[key], earlier[key], later[key]];
        expect(merged[key]).toBe(two === was ? one : two);
        expect(lost.some(({ name }) => name === key)).toBe(one !== two && one !== was && two !== was);
      }
    }),
  );
});

test('of lists every item that a side added is there, and none that a side took away', () => {
  fc.assert(
    fc.property(lists, lists, lists, (base, earlier, later) => {
      const { merged, lost } = merge(base, earlier, later);
      expect(lost).toEqual([]);
      const has = ({ list }: { list: string[] }, item: string): boolean => list.includes(item);
      for (const item of ['a', 'b', 'c', 'd', 'e', 'f']) {
        const [was, one, two] = [has(base, item), has(earlier, item), has(later, item)];
        expect([item, merged.list.includes(item)]).toEqual([item, was ? one && two : one || two]);
      }
      expect(new Set(merged.list).size).toBe(merged.list.length);
    }),
  );
});

test('items with an id merge by their keys, and nothing that a side said is dropped without a word', () => {
  const asList = (all: Record<string, object>): { tasks: any[] } => ({
    tasks: Object.entries(all).map(([id, rest]) => ({ id, ...rest })),
  });
  fc.assert(
    fc.property(steps, steps, steps, (base, earlier, later) => {
      const { merged, lost } = merge(asList(base), asList(earlier), asList(later));
      for (const [id, step] of Object.entries(earlier)) {
        for (const key of ['n', 'done'] as const) {
          if (base[id]?.[key] === step[key]) continue;
          const now = merged.tasks.find((one: any) => one.id === id)?.[key];
          const told = lost.some(({ name }) => name === `tasks id ${id}` || name === `tasks id ${id}.${key}`);
          expect([id, key, now === step[key] || told]).toEqual([id, key, true]);
        }
      }
      expect(merge(asList(base), asList(base), asList(later)).merged).toEqual(asList(later));
      expect(merge(asList(base), asList(earlier), asList(earlier)).lost).toEqual([]);
    }),
  );
});
