import { canonicalJson } from '../../lib/canonical.ts';
import { isPlain } from '../../lib/schema.ts';

/** What one side said and the other one overruled. */
export interface Lost {
  /** The field: `status`; of an object's key `payload.budget`. */
  name: string;
  /** Undefined: that side had taken it away. */
  value: unknown;
}

const same = (a: unknown, b: unknown): boolean =>
  a === b || (a !== undefined && b !== undefined && canonicalJson(a) === canonicalJson(b));

/**
 * One value of two branches: what only one of them changed wins; lists merge by item and objects by key; where both say
 * something else, `later` wins.
 *
 * @param base what both began with; undefined (in all three) is absent
 * @param lost gets what the earlier side said and did not win
 */
export function mergeValue(base: unknown, earlier: unknown, later: unknown, name: string, lost: Lost[]): unknown {
  if (same(earlier, later) || same(base, earlier)) return later;
  if (same(base, later)) return earlier;
  if (Array.isArray(earlier) && Array.isArray(later)) {
    return mergeLists(Array.isArray(base) ? base : [], earlier, later, name, lost);
  }
  if (isPlain(earlier) && isPlain(later)) {
    return mergeObjects(isPlain(base) ? base : {}, earlier, later, name, lost);
  }
  lost.push({ name, value: earlier });
  return later;
}

type Plain = Record<string, unknown>;

/** Objects, and the fields of a record (`name` empty). */
export function mergeObjects(base: Plain, earlier: Plain, later: Plain, name: string, lost: Lost[]): Plain {
  const keys = new Set([...Object.keys(later), ...Object.keys(earlier)]);
  const merged: Plain = {};
  for (const key of keys) {
    const value = mergeValue(base[key], earlier[key], later[key], name === '' ? key : `${name}.${key}`, lost);
    if (value !== undefined) merged[key] = value;
  }
  return merged;
}

/** An item is known by its `id`, else by all that it says. */
const identity = (item: unknown): string =>
  isPlain(item) && typeof item.id === 'string' ? `id ${item.id}` : canonicalJson(item);

/** The later side's order, then what only the earlier one added. */
function mergeLists(base: unknown[], earlier: unknown[], later: unknown[], name: string, lost: Lost[]): unknown[] {
  const [was, one, two] = [base, earlier, later].map((list) => new Map(list.map((item) => [identity(item), item])));
  return [...new Set([...two!.keys(), ...one!.keys()])].flatMap((key) => {
    const value = mergeValue(was!.get(key), one!.get(key), two!.get(key), `${name} ${key}`, lost);
    return value === undefined ? [] : [value];
  });
}
