/** An id of ours: `x_` and 20 hex. Ids of other forms are shown whole. */
const OURS = /^x_[0-9a-f]{20}$/;
/** `x_` and eight hex: one pair in four billion is alike. */
const LEAST = 10;

/** How many characters tell each of these ids from every other, at least ten. */
export function shortLength(ids: Iterable<string>): number {
  const sorted = [...ids].filter((id) => OURS.test(id)).sort();
  let length = LEAST;
  for (let at = 1; at < sorted.length; at++) {
    const [a, b] = [sorted[at - 1]!, sorted[at]!];
    while (a !== b && length < a.length && a.slice(0, length) === b.slice(0, length)) length++;
  }
  return length;
}

/** The start of an id by which `ka metrics show --run` and `void` find it. */
export const shortId = (id: string, length: number): string => (OURS.test(id) ? id.slice(0, length) : id);
