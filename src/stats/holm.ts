/**
 * Adjusts p-values of several tests, so that the chance of even one false claim stays at the level: Holm's step-down form of
 * Bonferroni's correction. For any dependence between the tests.
 *
 * Source: Holm (1979); R `p.adjust(method = "holm")`, statsmodels `multipletests(method="holm")`.
 *
 * @param p at least one value in 0..1
 * @returns in the order given; `holm([0.01, 0.04, 0.03])` is [0.03, 0.06, 0.06]
 * @throws RangeError on empty input
 */
export function holm(p: readonly number[]): number[] {
  if (p.length === 0) throw new RangeError('holm needs at least one p-value');
  const order = p.map((_, i) => i).sort((a, b) => p[a]! - p[b]!);
  const adjusted = new Array<number>(p.length);
  let most = 0;
  order.forEach((index, i) => {
    most = Math.max(most, Math.min(1, p[index]! * (p.length - i)));
    adjusted[index] = most;
  });
  return adjusted;
}
