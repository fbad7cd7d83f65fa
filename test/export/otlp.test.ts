import * as messages from '@opentelemetry/otlp-transformer/build/src/generated/root.js';
import * as conventions from '@opentelemetry/semantic-conventions/incubating';
import { expect, test } from 'vitest';
import { repo } from '../repo.ts';
import { backend, run } from './backend.ts';
import { asLines, digest, LOG } from './digests.ts';

// OpenTelemetry's own messages, as its JavaScript exporters serialise them.
const { opentelemetry } = (messages as any).default;
const TRACES = opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
const LOGS = opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;

/** Ids are hex in OTLP's JSON, bytes in its messages. */
const asBytes = (value: any): any =>
  mapIds(value, (text) => {
    expect(text).toMatch(/^([0-9a-f]{16}|[0-9a-f]{32})$/);
    return Buffer.from(text, 'hex');
  });
const asHex = (value: any): any => mapIds(value, (bytes) => Buffer.from(bytes).toString('hex'));

function mapIds(value: any, change: (id: any) => any): any {
  if (Array.isArray(value)) return value.map((item) => mapIds(item, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      /^(trace|span|parentSpan)Id$/.test(key) ? change(item) : mapIds(item, change),
    ]),
  );
}

/** What the messages keep of a body once they were written as protobuf and read again. */
function throughProtobuf(message: any, body: string): unknown {
  const bytes = message.encode(message.fromObject(asBytes(JSON.parse(body)))).finish();
  return asHex(message.toObject(message.decode(bytes), { longs: String, bytes: Buffer }));
}

const attributesOf = ({ attributes }: any): Record<string, unknown> =>
  Object.fromEntries(attributes.map(({ key, value }: any) => [key, Object.values(value)[0]]));

const parent = digest(1, { session_id: 's1' });
const child = digest(2, {
  session_id: 's1/a7be',
  parent: 'claude:s1',
  agent: 'reviewer',
  status: 'failed',
  flags: ['partial'],
  arms: { exp_1: 'treatment' },
  models: [
    { ...parent.models[0]!, model: 'claude-haiku-4-5', cost_usd: 0.5 },
    { ...parent.models[0]!, model: 'gpt-5', cost_usd: null, price: 'unpriced' },
  ],
});
const silent = digest(3, {
  id: 'cursor:c1',
  harness: 'cursor',
  session_id: 'c1',
  tokens: null,
  cost_usd: null,
  models: [],
});
const timeless = digest(4, { id: 'cursor:c2', harness: 'cursor', session_id: 'c2', started: null, ended: null });

async function exported() {
  const at = repo({ [LOG]: asLines([parent, child, silent, timeless]) });
  at.ka([
    'metrics',
    'record',
    'reviewer',
    '--session',
    's1/a7be',
    '--success',
    '--quality',
    '1',
    '--metric',
    'cycle=2',
    '--at',
    '2026-11-03T08:00:00Z',
  ]);
  const server = await backend();
  const ran = await run(at, ['export', '--to', 'otlp', '--no-sync'], { OTEL_EXPORTER_OTLP_ENDPOINT: `${server.url}/` });
  expect(ran).toMatchObject({ code: 0, out: expect.stringContaining('sent 4 to OpenTelemetry; 1 left out') });
  const bodyOf = (lane: string): string => server.received.find(({ line }) => line.includes(lane))!.body;
  return { traces: bodyOf('/v1/traces'), logs: bodyOf('/v1/logs') };
}

test('every field reaches OpenTelemetry\u2019s own messages: none is unknown to them, none changes', async () => {
  const { traces, logs } = await exported();
  expect(throughProtobuf(TRACES, traces)).toEqual(JSON.parse(traces));
  expect(throughProtobuf(LOGS, logs)).toEqual(JSON.parse(logs));
});

test('a session is a span with the names of the conventions, cached tokens within its input', async () => {
  const { traces } = await exported();
  const spans = JSON.parse(traces).resourceSpans[0].scopeSpans[0].spans;
  const names = new Set<unknown>(Object.values(conventions));
  const used = spans.flatMap((span: any) => span.attributes.map(({ key }: any) => key));
  expect(used.filter((key: string) => !key.startsWith('kaizen.') && !names.has(key))).toEqual([]);

  const [first, second, third] = spans;
  expect(first).toMatchObject({ name: 'invoke_agent tdd-workflow', kind: 1, status: {} });
  expect(attributesOf(first)).toMatchObject({
    'gen_ai.operation.name': 'invoke_agent',
    'gen_ai.provider.name': 'anthropic',
    'gen_ai.conversation.id': 's1',
    'gen_ai.request.model': 'claude-sonnet-4-5',
    'gen_ai.usage.input_tokens': '1151',
    'gen_ai.usage.output_tokens': '20',
    'gen_ai.usage.cache_read.input_tokens': '1000',
    'gen_ai.usage.cache_creation.input_tokens': '50',
    'gen_ai.usage.reasoning.output_tokens': '5',
    'kaizen.cost_usd': 0.0125,
    'kaizen.repository': 'github.com/o/n',
  });
  expect(first.startTimeUnixNano).toBe(`${Date.parse(parent.started!)}000000`);
  expect(second).toMatchObject({ traceId: first.traceId, parentSpanId: first.spanId, status: { code: 2 } });
  expect(attributesOf(second)).toMatchObject({ 'gen_ai.conversation.id': 's1', 'kaizen.arm.exp_1': 'treatment' });
  expect(JSON.parse(attributesOf(second)['kaizen.models'] as string)).toEqual(child.models);
  expect(third.traceId).not.toBe(first.traceId);
  // Unknown is absent, not 0.
  expect(Object.keys(attributesOf(third)).filter((key) => /usage|cost|model|provider/.test(key))).toEqual([]);
});

test('an execution is an event on its session\u2019s span, with its outcome and no tokens', async () => {
  const { traces, logs } = await exported();
  const [, span] = JSON.parse(traces).resourceSpans[0].scopeSpans[0].spans;
  const [event] = JSON.parse(logs).resourceLogs[0].scopeLogs[0].logRecords;
  const attributes = attributesOf(event);
  expect(event).toMatchObject({ eventName: 'kaizen.execution', body: { stringValue: 'reviewer: success' } });
  expect(attributes).toMatchObject({
    'kaizen.success': true,
    'kaizen.quality_score': 1,
    'kaizen.primary_metric.name': 'cycle',
    'kaizen.primary_metric.value': 2,
  });
  expect(Object.keys(attributes).filter((key) => key.includes('usage'))).toEqual([]);
  expect([event.traceId, event.spanId]).toEqual([span.traceId, span.spanId]);
});
