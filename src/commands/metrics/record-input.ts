import type { Definition } from '../../agents/contract.ts';
import type { Ctx } from '../../lib/context.ts';
import { KaError } from '../../lib/errors.ts';
import { parseTime } from '../../lib/time.ts';
import type { Fields } from '../../metrics/records/book.ts';

export interface RecordInput {
  agent: string;
  success?: boolean;
  failure?: boolean;
  time?: number;
  quality?: number;
  session?: string;
  metric?: string[];
  meta?: string[];
  model?: string;
  tokensInput?: number;
  tokensOutput?: number;
  cost?: number;
  at?: string;
  transcript?: string;
}

const HELP = 'ka metrics record --help';

/** The record that stands on stdin. @throws KaError `bad-stdin` saying what is wrong with it */
export function readStdinRecord(input: RecordInput, ctx: Ctx): Fields {
  const beside = Object.keys(input).find((key) => key !== 'agent');
  if (beside) {
    const flag = beside.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    throw new KaError(
      'exclusive',
      `With --json the record comes on standard input; --${flag} has no place beside it.`,
      HELP,
    );
  }
  const bytes = ctx.stdin();
  const bad = (problem: string): KaError => new KaError('bad-stdin', `Standard input ${problem}.`, HELP);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw bad('is not UTF-8 text');
  }
  if (text.trim() === '') throw bad('is empty; with --json it must hold one record as a JSON object');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw bad('is not JSON; it must hold one record as a JSON object');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw bad('holds no JSON object');
  const { agent, recorded_at: _at, source: _source, outcome_by: _by, ...fields } = value as Fields;
  if (agent != null && agent !== input.agent) {
    throw bad(`is a record of "${String(agent).slice(0, 80)}", not of "${input.agent}"`);
  }
  return { ...fields, agent: input.agent };
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function numberIn(text: string, flag: string): number {
  const value = NUMBER.test(text) ? Number(text) : Number.NaN;
  if (!Number.isFinite(value))
    throw new KaError('bad-value', `--metric "${flag.slice(0, 80)}": no number. Write NAME=VALUE[:TARGET].`, HELP);
  return value;
}

interface Measured {
  name: string;
  value: number;
  target?: number;
}

function readMetric(text: string): Measured {
  const at = text.indexOf('=');
  if (at < 1) throw new KaError('bad-value', `--metric "${text.slice(0, 80)}": write NAME=VALUE[:TARGET].`, HELP);
  const [value, target, ...more] = text.slice(at + 1).split(':');
  if (more.length > 0)
    throw new KaError('bad-value', `--metric "${text.slice(0, 80)}": write NAME=VALUE[:TARGET].`, HELP);
  return {
    name: text.slice(0, at),
    value: numberIn(value!, text),
    ...(target === undefined ? {} : { target: numberIn(target, text) }),
  };
}

/** The primary metric is the one that the agent declares, else the one with a target, else the first. */
function sortMetrics(flags: readonly string[], declared: string | undefined): Partial<Fields> {
  const all = flags.map(readMetric);
  const primary =
    all.find(({ name }) => name === declared) ??
    all.find(({ target }) => target !== undefined) ??
    (declared === undefined ? all[0] : undefined);
  const others = all.filter((metric) => metric !== primary).map(({ name, value }) => [name, value] as const);
  return {
    ...(primary ? { primary_metric: primary } : {}),
    ...(others.length > 0 ? { metrics: Object.fromEntries(others) } : {}),
  };
}

function readMeta(flags: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    flags.map((text) => {
      const at = text.indexOf('=');
      if (at < 1) throw new KaError('bad-value', `--meta "${text.slice(0, 80)}": write KEY=VALUE.`, HELP);
      return [text.slice(0, at), text.slice(at + 1)];
    }),
  );
}

/** A time as it was typed. @throws KaError `bad-value` saying how one is written */
function readTime(text: string): string {
  if (parseTime(text) !== null) return text;
  throw new KaError(
    'bad-value',
    `--at: "${text.slice(0, 60)}" is no time of the years 2000 to 2100. Write ISO 8601, in UTC unless it names a zone: --at 2026-11-20 or --at 2026-11-20T14:30:00Z.`,
    HELP,
  );
}

/** The fields that the flags give; what was not given is not there, so that the identity is over the given alone. */
export function fieldsFromFlags(input: RecordInput, definition: Definition | null): Fields {
  const { agent, success, failure, time, quality, session, metric, meta, model, tokensInput, tokensOutput, cost, at } =
    input;
  return {
    agent,
    ...(success ? { success: true } : failure ? { success: false } : {}),
    ...(at === undefined ? {} : { timestamp: readTime(at) }),
    ...(session === undefined ? {} : { session_id: session }),
    ...(time === undefined ? {} : { execution_time_s: time }),
    ...(quality === undefined ? {} : { quality_score: quality }),
    ...(metric ? sortMetrics(metric, definition?.metrics?.primary?.name) : {}),
    ...(meta ? { metadata: readMeta(meta) } : {}),
    ...(model === undefined ? {} : { model }),
    ...(tokensInput === undefined && tokensOutput === undefined
      ? {}
      : { tokens: { input: tokensInput ?? null, output: tokensOutput ?? null } }),
    ...(cost === undefined ? {} : { cost_usd: cost, price: 'caller' }),
  };
}
