import type { SessionEvent } from '../session-event.ts';
import { countOf, type Fields, fieldsIn, textOf } from '../values.ts';
import { replyId, type State } from './state.ts';
import { NO_TOTALS, type Totals, tokensBetween, totalsOf } from './totals.ts';

/**
 * A charge from `token_count`: what the totals grew by since the last one. The event is often written twice, and holds
 * no numbers at first; both change nothing. Totals below the last are those of a counter that began anew, if they are
 * what the last call used, else an older event.
 */
export function takeCharge(state: State, at: number | null, payload: Fields, out: SessionEvent[]): void {
  const info = fieldsIn(payload.info);
  const after = totalsOf(info.total_token_usage);
  if (after === null) return;
  const last = totalsOf(info.last_token_usage);
  state.window = countOf(info.model_context_window) ?? state.window;
  state.context = last?.total ?? state.context;
  const before = state.totals ?? NO_TOTALS;
  const anew = after.total < before.total && after.total > 0 && after.total === last?.total;
  if (after.total > before.total || anew) {
    const id = anew
      ? replyId({ ...state, totals: NO_TOTALS })
      : state.reply && !state.reply.charged
        ? state.reply.id
        : replyId(state);
    out.push(usageOf(state, at, id, anew ? NO_TOTALS : before, after));
    if (state.reply) {
      state.reply.charged = true;
      if (state.reply.items) state.reply = null;
    }
    state.totals = after;
  } else state.totals ??= after;
}

/** A charge that newer versions write beside, one a reply; it counts where there are no totals. */
export function keepRecord(state: State, at: number | null, payload: Fields): void {
  const used = totalsOf(payload.usage);
  const id = textOf(payload.response_id);
  if (used && id) state.records.set(id, usageOf(state, at, id, NO_TOTALS, used));
}

const usageOf = (state: State, at: number | null, id: string, before: Totals, after: Totals) =>
  ({
    kind: 'usage',
    session: state.session,
    at,
    id,
    model: state.model,
    tokens: tokensBetween(before, after),
    cost_usd: null,
    window: state.window,
  }) as const;
