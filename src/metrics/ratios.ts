import type { AgentFile } from '../agents/contract.ts';
import { KaError } from '../lib/errors.ts';
import type { Fields } from './records/book.ts';

/**
 * Refuses a ratio beyond 0 to 1: 97 said for 97 % would make every median of it worthless.
 *
 * @param hint what to try instead, of a metric and a value that may have been meant
 * @throws KaError `bad-value`
 */
export function refuseRatios(
  { definition, path }: Pick<AgentFile, 'definition' | 'path'>,
  { primary_metric, metrics }: Fields,
  hint: (name: string, share: number) => string,
): void {
  const { primary, secondary = [] } = definition.metrics ?? {};
  const declared = [...(primary ? [primary] : []), ...secondary];
  const ratios = new Set(declared.filter(({ unit }) => unit === 'ratio').map(({ name }) => name));
  const given = Object.entries(metrics ?? {});
  if (primary_metric) given.push([primary_metric.name, primary_metric.value]);
  for (const [name, value] of given) {
    if (!ratios.has(name) || typeof value !== 'number' || (value >= 0 && value <= 1)) continue;
    const share = value > 1 && value <= 100 ? value / 100 : 0.97;
    throw new KaError(
      'bad-value',
      `${name}: ${value} is not within 0 to 1, and ${path} says that it is a ratio.`,
      hint(name, share),
    );
  }
}
