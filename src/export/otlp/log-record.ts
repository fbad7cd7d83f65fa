import { parseTime } from '../../lib/time.ts';
import type { ExecutionItem } from '../item.ts';
import { type Attribute, attributes, nanos } from './attributes.ts';
import { spanId, traceId } from './ids.ts';

/** A log record in OTLP's JSON form. Source: opentelemetry-proto, logs.proto. */
export interface LogRecord {
  timeUnixNano: string;
  observedTimeUnixNano: string;
  severityNumber: number;
  eventName: string;
  body: { stringValue: string };
  attributes: Attribute[];
  traceId?: string;
  spanId?: string;
}

const INFO = 9;
const DOUBLES = new Set([
  'kaizen.execution_time_s',
  'kaizen.quality_score',
  'kaizen.cost_usd',
  'kaizen.primary_metric.value',
  'kaizen.primary_metric.target',
]);

/**
 * An execution's outcome as an event on its session's span. Tokens stand on the span alone, lest sums count them twice.
 * `log.record.uid` changes with the content: a backend drops what was resent and keeps what was told later, of which the
 * last by `kaizen.recorded_at` holds.
 */
export function logRecordOf({ body, id, hash, session, root, repo }: ExecutionItem): LogRecord {
  const at = parseTime(body.timestamp) ?? 0;
  const { primary_metric: primary, metrics = {} } = body;
  const further = Object.entries(metrics).map(([name, value]) => [`kaizen.metric.${name}`, value] as const);
  const values = {
    'log.record.uid': `${id}-${hash.slice(0, 8)}`,
    'gen_ai.agent.name': body.agent,
    'gen_ai.agent.version': body.definition,
    'gen_ai.conversation.id': root === null ? body.session_id : root.slice(root.indexOf(':') + 1),
    'gen_ai.request.model': body.model,
    'kaizen.execution.id': id,
    'kaizen.repository': repo,
    'kaizen.success': body.success,
    'kaizen.outcome_by': body.outcome_by,
    'kaizen.execution_time_s': body.execution_time_s,
    'kaizen.quality_score': body.quality_score,
    'kaizen.cost_usd': body.cost_usd,
    'kaizen.price': body.price,
    'kaizen.primary_metric.name': primary?.name,
    'kaizen.primary_metric.value': primary?.value,
    'kaizen.primary_metric.target': primary?.target,
    ...Object.fromEntries(further),
    'kaizen.tool_calls': body.tool_calls,
    'kaizen.tool_errors': body.tool_errors,
    'kaizen.recorded_at': body.recorded_at,
    'kaizen.source': body.source,
    'kaizen.flags': body.flags,
  };
  return {
    timeUnixNano: nanos(at),
    observedTimeUnixNano: nanos(parseTime(body.recorded_at) ?? at),
    severityNumber: INFO,
    eventName: 'kaizen.execution',
    body: { stringValue: `${body.agent}: ${outcome(body.success)}` },
    attributes: attributes(values, new Set([...DOUBLES, ...further.map(([key]) => key)])),
    ...(session === null || root === null ? {} : { traceId: traceId(root), spanId: spanId(session) }),
  };
}

const outcome = (success: boolean | null): string => (success === null ? 'unknown' : success ? 'success' : 'failure');
