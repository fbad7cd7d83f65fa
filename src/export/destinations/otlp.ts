import { checkAddress } from '../../lib/check-address.ts';
import type { Destination } from '../contract.ts';
import { readHeaders } from '../otlp/headers.ts';
import { logRecordOf } from '../otlp/log-record.ts';
import { spanOf } from '../otlp/span.ts';

/** The only statuses after which OTLP lets a client try again. Source: OTLP specification, "OTLP/HTTP Response". */
const TRANSIENT = new Set([429, 502, 503, 504]);
const USUAL = 'http://localhost:4318';

/**
 * OTLP over HTTP in its JSON form, with the environment variables that every OpenTelemetry exporter reads: sessions as
 * spans (`/v1/traces`), executions as events (`/v1/logs`).
 */
const otlp: Destination = {
  name: 'otlp',
  title: 'OpenTelemetry',
  address({ env }, config) {
    const own = config.otlp.endpoint;
    const secretHeaders = readHeaders(env.OTEL_EXPORTER_OTLP_HEADERS ?? '');
    // A key goes over no open line.
    const encrypted = Object.keys(secretHeaders).length > 0;
    const given = env.OTEL_EXPORTER_OTLP_ENDPOINT;
    const where = given ? 'OTEL_EXPORTER_OTLP_ENDPOINT' : 'export.otlp.endpoint';
    const base = checkAddress(given || own || USUAL, where, encrypted);
    const url = (lane: string): string => {
      const variable = `OTEL_EXPORTER_OTLP_${lane.toUpperCase()}_ENDPOINT`;
      return env[variable] ? checkAddress(env[variable], variable, encrypted) : `${base}/v1/${lane}`;
    };
    return {
      urls: { traces: url('traces'), logs: url('logs') },
      fromConfig: own && !given ? base : null,
      secretHeaders,
      key: '',
    };
  },
  encode(item) {
    if (item.kind === 'execution') return { lane: 'logs', json: JSON.stringify(logRecordOf(item)) };
    const span = spanOf(item);
    return span === null ? null : { lane: 'traces', json: JSON.stringify(span) };
  },
  wrap(lane, parts, _, version) {
    const service = JSON.stringify([
      { key: 'service.name', value: { stringValue: 'ka' } },
      { key: 'service.version', value: { stringValue: version } },
    ]);
    const scope = JSON.stringify({ name: 'kaizen-agentic', version });
    const [resources, scopes, list] =
      lane === 'traces' ? ['resourceSpans', 'scopeSpans', 'spans'] : ['resourceLogs', 'scopeLogs', 'logRecords'];
    return `{"${resources}":[{"resource":{"attributes":${service}},"${scopes}":[{"scope":${scope},"${list}":[${parts.join(',')}]}]}]}`;
  },
  isTransient: (status) => TRANSIENT.has(status),
  refused(answer) {
    const { partialSuccess } = parse(answer);
    const count = Number(partialSuccess?.rejectedSpans ?? partialSuccess?.rejectedLogRecords ?? 0);
    if (!(count > 0)) return null;
    return `${count} refused${partialSuccess?.errorMessage ? `: ${partialSuccess.errorMessage}` : ''}`;
  },
};

interface Answer {
  partialSuccess?: { rejectedSpans?: string; rejectedLogRecords?: string; errorMessage?: string };
}

function parse(text: string): Answer {
  try {
    return (JSON.parse(text) ?? {}) as Answer;
  } catch {
    return {};
  }
}

export default otlp;
