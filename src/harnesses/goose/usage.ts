import type { Usage, UsageTokens } from '../session-event.ts';
import { isUncounted } from '../usage-tokens.ts';
import { countOf, dollarsOf, type Fields, nameOf } from '../values.ts';

type Charge = Pick<Usage, 'model' | 'tokens' | 'cost_usd'>;

/**
 * What one call of a model was charged, as the ledger has it; null where nothing was counted.
 *
 * @param session the session's row: where its own sum of cached tokens is zero, a call's missing count of them is too
 * @param model of the session, where a row names none
 */
export function ledgerCharge(row: Fields, session: Fields, model: string | null): Charge | null {
  const cached = (kind: 'cache_read' | 'cache_write'): number | null =>
    countOf(row[`${kind}_tokens`]) ?? (session[`accumulated_${kind}_tokens`] === 0 ? 0 : null);
  const counted = { read: cached('cache_read'), write: cached('cache_write'), total: countOf(row.total_tokens) };
  return charge(countOf(row.input_tokens), countOf(row.output_tokens), counted, nameOf(row.model) ?? model, row.cost);
}

/** What a whole session was charged, where there is no ledger. The plain columns hold its last call only. */
export function accumulatedCharge(session: Fields, model: string | null): Charge | null {
  const of = (kind: string): number | null => countOf(session[`accumulated_${kind}_tokens`]);
  const counted = { read: of('cache_read'), write: of('cache_write'), total: of('total') };
  return charge(of('input'), of('output'), counted, model, session.accumulated_cost);
}

function charge(
  input: number | null,
  output: number | null,
  { read, write, total }: { read: number | null; write: number | null; total: number | null },
  model: string | null,
  cost: unknown,
): Charge | null {
  const cached = (read ?? 0) + (write ?? 0);
  // Some providers count cached tokens into the input. The total tells: it then has no room for them beside it.
  const within = input !== null && cached > 0 && input >= cached && total === input + (output ?? 0);
  const tokens: UsageTokens = {
    input: within ? input - cached : input,
    output,
    reasoning: null,
    cache_read: read,
    cache_write: write,
    cache_write_1h: null,
  };
  if (isUncounted(tokens)) return null;
  return { model, tokens, cost_usd: dollarsOf(cost) || null };
}
