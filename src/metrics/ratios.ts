import type { AgentFile } from '../agents/contract.ts';
import { KaError } from '../lib/errors.ts';
import type { Fields } from './records/book.ts';

/** The first ratio beyond 0 to 1: 97 said for 97 % would make every median of it worthless. Null: there is none. */
export function wrongRatio(
  { definition, path }: Pick<AgentFile, 'definition' | 'path'>,
  { primary_metric, metrics }: Partial<Fields>,
): { name: string; value: number; says: string } | null {
  const { primary, secondary = [] } = definition.metrics ?? {};
  const declared = [...(primary ? [primary] : []), ...secondary];
  const ratios = new Set(declared.filter(({ unit }) => unit === 'ratio').map(({ name }) => name));
  const given = Object.entries(metrics ?? {});
  if (primary_metric) given.push([primary_metric.name, primary_metric.value]);
  for (const [name, value] of given) {
    if (!ratios.has(name) || typeof value !== 'number' || (value >= 0 && value <= 1)) continue;
    return { name, value, says: `${name}: ${value} is not within 0 to 1, and ${path} says that it is a ratio` };
  }
  return null;
}

/**
 * Refuses a ratio beyond 0 to 1.
 *
 * @param hint what to try instead, of a metric and a value that may have been meant
 * @throws KaError `bad-value`
 */
export function refuseRatios(
  file: Pick<AgentFile, 'definition' | 'path'>,
  given: Fields,
  hint: (name: string, share: number) => string,
): void {
  const wrong = wrongRatio(file, given);
  if (!wrong) return;
  const { name, value, says } = wrong;
  throw new KaError('bad-value', `${says}.`, hint(name, value > 1 && value <= 100 ? value / 100 : 0.97));
}
