import { type Fields, fieldsOf, listOf } from '../values.ts';

/**
 * Applies an entry of a mutation log to what the entries before it made: `kind` 0 is the whole, 1 sets `v` at the path
 * `k`, 2 appends the list `v` to the one at `k`, of which first all from `i` on is cut off, 3 deletes. An entry that does
 * not fit changes nothing. Source: `objectMutationLog.ts` of VS Code.
 *
 * @returns the whole, changed in place
 */
export function changed(whole: unknown, { kind, k, v, i }: Fields): unknown {
  if (kind === 0) return v;
  const path = listOf(k);
  const holder = path.slice(0, -1).reduce(member, whole);
  const key = path.at(-1);
  if (!isPlace(holder, key)) return whole;
  const place = holder as Record<typeof key, unknown>;
  if (kind === 1) place[key] = v;
  else if (kind === 3) place[key] = undefined;
  else if (kind === 2) {
    const list: unknown[] = Array.isArray(place[key]) ? place[key] : [];
    if (Number.isSafeInteger(i) && (i as number) >= 0 && (i as number) < list.length) list.length = i as number;
    for (const item of listOf(v)) list.push(item);
    place[key] = list;
  }
  return whole;
}

const member = (holder: unknown, key: unknown): unknown =>
  isPlace(holder, key) && Object.hasOwn(holder as object, key)
    ? (holder as Record<typeof key, unknown>)[key]
    : undefined;

/** Whether something can stand there. Places in a list reach to its end, so that none makes it endless. */
function isPlace(holder: unknown, key: unknown): key is string | number {
  if (Array.isArray(holder))
    return Number.isSafeInteger(key) && (key as number) >= 0 && (key as number) <= holder.length;
  return fieldsOf(holder) !== null && (typeof key === 'string' || typeof key === 'number') && key !== '__proto__';
}
