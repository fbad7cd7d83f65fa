import type { AgentFile } from '../../agents/contract.ts';
import type { Ctx } from '../../lib/context.ts';
import { KaError } from '../../lib/errors.ts';
import { parseTime } from '../../lib/time.ts';
import type { Fields } from '../../metrics/records/book.ts';

const DAY_MS = 86_400_000;

/** 97 typed for 97 % would make every median of a ratio worthless. */
function checkRatios({ definition, path }: AgentFile, { agent, primary_metric, metrics }: Fields): void {
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
      `ka metrics record ${agent} --metric ${name}=${share}`,
    );
  }
}

/** A clock may be wrong by hours, and midnight is not the same everywhere. */
function checkTime({ timestamp }: Fields, ctx: Ctx): void {
  const at = typeof timestamp === 'string' ? parseTime(timestamp) : null;
  if (at === null || at <= ctx.now() + DAY_MS) return;
  throw new KaError('bad-value', `${timestamp} is more than a day ahead of now.`, 'ka metrics record --help');
}

/**
 * What the schema of records cannot know to be wrong: a ratio beyond 0 to 1, a run that is still to come.
 *
 * @param file the agent's definition, if it has one
 * @throws KaError `bad-value`
 */
export function checkGiven(given: Fields, file: AgentFile | null, ctx: Ctx): void {
  if (file) checkRatios(file, given);
  checkTime(given, ctx);
}
