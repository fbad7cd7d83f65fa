/**
 * Adjusts p-values of many tests made at once, so that among those kept at `adjusted <= q` at most the share q is
 * expected to be false.
 *
 * Assumes independent or positively dependent tests. Source: Benjamini & Hochberg (1995); R `p.adjust(method = "BH")`,
 * scipy `false_discovery_control`.
 *
 * @param p at least one value in 0..1
 * @returns in the order given; `benjaminiHochberg([0.01, 0.04, 0.03, 0.5])` is [0.04, 0.0533, 0.0533, 0.5]
 * @throws RangeError on empty input
 */
export function benjaminiHochberg(p: readonly number[]): number[] {
  if (p.length === 0) throw new RangeError('benjaminiHochberg needs at least one p-value');
  const order = p.map((_, i) => i).sort((a, b) => p[b]! - p[a]!);
  const adjusted = new Array<number>(p.length);
  let least = 1;
  order.forEach((index, i) => {
    least = Math.min(least, (p[index]! * p.length) / (p.length - i));
    adjusted[index] = least;
  });
  return adjusted;
}
