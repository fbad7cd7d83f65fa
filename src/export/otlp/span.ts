import { parseTime } from '../../lib/time.ts';
import type { Digest, DigestTokens } from '../../sessions/digests/digest.ts';
import type { SessionItem } from '../item.ts';
import { type Attribute, attributes, nanos } from './attributes.ts';
import { spanId, traceId } from './ids.ts';
import { providerOf } from './provider.ts';

/** A span in OTLP's JSON form. Source: opentelemetry-proto, trace.proto. */
export interface Span {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: Attribute[];
  status: { code?: number };
}

const INTERNAL = 1;
const ERROR = 2;
const DOUBLES = new Set(['kaizen.cost_usd', 'kaizen.context_peak']);

const known = (...parts: ReadonlyArray<number | null>): number =>
  parts.reduce<number>((sum, part) => sum + (part ?? 0), 0);

/** The model that used most tokens; ties by name. */
function mainModel({ models }: Digest): string | null {
  const size = (tokens: DigestTokens): number =>
    known(tokens.input, tokens.output, tokens.cache_read, tokens.cache_write);
  const named = models.filter(({ model }) => model !== null);
  return named.sort((a, b) => size(b.tokens) - size(a.tokens) || (a.model! < b.model! ? -1 : 1))[0]?.model ?? null;
}

/** `gen_ai.usage.input_tokens` holds cached tokens too, unlike ka's own `input`. */
const inputWithCached = (tokens: DigestTokens | null): number | null =>
  tokens === null || tokens.input === null ? null : known(tokens.input, tokens.cache_read, tokens.cache_write);

/**
 * The span of a session without its subagents, which have spans of their own below it, so that sums over spans are right.
 * Names: OpenTelemetry's conventions for generative AI (`invoke_agent`, internal), and `kaizen.*` for what they lack.
 *
 * @returns null where the harness notes no times
 */
export function spanOf({ body, root, id, repo }: SessionItem): Span | null {
  const start = body.started === null ? null : parseTime(body.started);
  if (start === null) return null;
  const end = body.ended === null ? start : (parseTime(body.ended) ?? start);
  const { tokens, git } = body;
  const model = mainModel(body);
  const several = body.models.length > 1 ? JSON.stringify(body.models) : null;
  const values = {
    'gen_ai.operation.name': 'invoke_agent',
    'gen_ai.provider.name': providerOf(model),
    'gen_ai.agent.name': body.agent,
    'gen_ai.agent.version': body.definition,
    'gen_ai.conversation.id': (root ?? id).slice(body.harness.length + 1),
    'gen_ai.request.model': model,
    'gen_ai.usage.input_tokens': inputWithCached(tokens),
    'gen_ai.usage.output_tokens': tokens?.output,
    'gen_ai.usage.cache_read.input_tokens': tokens?.cache_read,
    'gen_ai.usage.cache_creation.input_tokens': tokens?.cache_write,
    'gen_ai.usage.reasoning.output_tokens': tokens?.reasoning,
    'error.type': body.status === 'failed' ? '_OTHER' : null,
    'vcs.ref.head.name': git.branch,
    'vcs.ref.head.revision': git.end ?? git.start,
    'kaizen.digest.id': id,
    'kaizen.repository': repo,
    'kaizen.harness.name': body.harness,
    'kaizen.harness.version': body.harness_version,
    'kaizen.status': body.status,
    'kaizen.cost_usd': body.cost_usd,
    'kaizen.models': several,
    'kaizen.working_ms': body.working_ms,
    'kaizen.turns': body.turns,
    'kaizen.user_messages': body.user_messages,
    'kaizen.tool_calls': body.tool_calls,
    'kaizen.tool_errors': body.tool_errors,
    'kaizen.compactions': body.compactions,
    'kaizen.context_peak': body.context_peak,
    'kaizen.flags': body.flags,
    ...Object.fromEntries(Object.entries(body.arms).map(([name, arm]) => [`kaizen.arm.${name}`, arm])),
  };
  return {
    traceId: traceId(root ?? id),
    spanId: spanId(id),
    ...(body.parent === null ? {} : { parentSpanId: spanId(body.parent) }),
    name: `invoke_agent ${body.agent}`,
    kind: INTERNAL,
    startTimeUnixNano: nanos(start),
    endTimeUnixNano: nanos(Math.max(start, end)),
    attributes: attributes(values, DOUBLES),
    status: body.status === 'failed' ? { code: ERROR } : {},
  };
}
