import type { AgentFile } from '../../agents/contract.ts';
import type { Ctx } from '../../lib/context.ts';
import { KaError } from '../../lib/errors.ts';
import { parseTime } from '../../lib/time.ts';
import { refuseRatios } from '../../metrics/ratios.ts';
import type { Fields } from '../../metrics/records/book.ts';

const DAY_MS = 86_400_000;

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
  if (file) refuseRatios(file, given, (name, share) => `ka metrics record ${given.agent} --metric ${name}=${share}`);
  checkTime(given, ctx);
}
