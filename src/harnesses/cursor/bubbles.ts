import { parseTime } from '../../lib/time.ts';
import { printedIds } from '../printed-ids.ts';
import type { SessionEvent } from '../session-event.ts';
import { type Tally, tallyType } from '../transcripts.ts';
import { UNKNOWN_TOKENS } from '../usage-tokens.ts';
import { countOf, type Fields, fieldsOf, msOf, nameOf, parseJson, textOf } from '../values.ts';
import { toolFacts } from './tools.ts';

export interface Composer {
  session: string;
  isChild: boolean;
  model: string | null;
}

/** When a message was made; older versions note no such time. */
export const timeOf = ({ createdAt, timingInfo }: Fields): number | null =>
  typeof createdAt === 'string'
    ? parseTime(createdAt)
    : (msOf(createdAt) ?? msOf(fieldsOf(timingInfo)?.clientRpcSendTime));

/** The events of a session's messages in the editor: each text and each call of the model is one. */
export function* bubbleEvents(bubbles: readonly Fields[], composer: Composer, tally: Tally): Generator<SessionEvent> {
  const { session, isChild } = composer;
  let [reply, called] = [null as string | null, false];
  for (const [index, bubble] of bubbles.entries()) {
    const id = nameOf(bubble.bubbleId) ?? `bubble.${index}`;
    const at = timeOf(bubble);
    tallyType(tally, `bubble.${countOf(bubble.type)}`, bubble.type === 1 || bubble.type === 2);
    if (bubble.type === 1) {
      reply = null;
      yield { kind: 'prompt', session, at, id, human: !isChild, text: textOf(bubble.text) ?? '' };
    } else if (bubble.type === 2) {
      const tool = fieldsOf(bubble.toolFormerData);
      const name = nameOf(tool?.name);
      // A call that stands right after a text is of the same reply.
      if (reply === null || called || name === null) {
        reply = id;
        yield { kind: 'reply', session, at, id };
      }
      called = name !== null;
      yield* usageEvents(bubble, { ...composer, at, id });
      if (tool && name !== null) yield* callEvents(tool, { session, at, id, reply, tool: name });
    }
  }
}

/** Counts are zero where the editor was not told them: then there are none. */
function* usageEvents(bubble: Fields, of: Composer & { at: number | null; id: string }): Generator<SessionEvent> {
  const counts = fieldsOf(bubble.tokenCount);
  const input = countOf(counts?.inputTokens) || null;
  const output = countOf(counts?.outputTokens) || null;
  if (input === null && output === null) return;
  const model = nameOf(fieldsOf(bubble.modelInfo)?.modelName) ?? of.model;
  const tokens = { ...UNKNOWN_TOKENS, input, output };
  yield { kind: 'usage', session: of.session, at: of.at, id: of.id, model, tokens, cost_usd: null };
}

function* callEvents(
  data: Fields,
  of: { session: string; at: number | null; id: string; reply: string; tool: string },
): Generator<SessionEvent> {
  const input = fieldsOf(parseJson(data.rawArgs)) ?? fieldsOf(parseJson(data.params)) ?? {};
  yield { kind: 'call', ...of, ...toolFacts(of.tool, input) };
  const status = nameOf(data.status);
  if (status !== 'completed' && status !== 'error' && status !== 'cancelled') return;
  const child = nameOf(fieldsOf(parseJson(data.result))?.agentId);
  const printed = printedIds(textOf(data.result) ?? '');
  yield {
    kind: 'result',
    session: of.session,
    // A message notes one time only: when the call was made.
    at: null,
    id: of.id,
    error: status !== 'completed',
    ...(data.userDecision === 'rejected' ? { rejected: true } : {}),
    ...(child ? { child } : {}),
    ...(printed.length > 0 ? { printed } : {}),
  };
}
