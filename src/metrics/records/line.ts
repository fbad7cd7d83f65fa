import { isoTime, parseTime } from '../../lib/time.ts';
import type { ExecutionRecord } from '../contract.ts';
import { idOfLine } from './identity.ts';
import { LIMITS, MOST_TOKENS, RATIOS } from './limits.ts';

/** One line of an executions log, as readers take it. */
export type Line =
  | { kind: 'record'; record: ExecutionRecord }
  | { kind: 'void'; id: string }
  | { kind: 'cut'; before: string };

/** Our own form, on a day that every month has: most lines, known to be right at a glance. */
const OURS = /^20\d\d-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

/** A time in the one form in which texts sort like times; null if it is none. */
function normalTime(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  if (OURS.test(value)) return value;
  const ms = parseTime(value);
  return ms === null ? null : isoTime(ms);
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const within = (value: unknown, most: number): boolean =>
  value == null || (typeof value === 'number' && value >= 0 && value <= most);

/** Could a summary take this line's numbers? What the hot path writes is checked by its schema; this is for foreign lines. */
function soundNumbers(line: Record<string, unknown>): boolean {
  for (const key in LIMITS) if (!within(line[key], LIMITS[key as keyof typeof LIMITS])) return false;
  for (const key of RATIOS) if (!within(line[key], 1)) return false;
  const { primary_metric: primary, tokens } = line;
  if (primary != null) {
    if (!isMap(primary) || typeof primary.name !== 'string' || !Number.isFinite(primary.value)) return false;
    if (primary.target != null && !Number.isFinite(primary.target)) return false;
  }
  if (tokens != null) {
    if (!isMap(tokens)) return false;
    for (const key in tokens) if (!within(tokens[key], MOST_TOKENS)) return false;
  }
  return true;
}

const isText = (value: unknown): boolean => value == null || typeof value === 'string';
const TEXTS = ['model', 'definition', 'session_id', 'price', 'harness', 'source'] as const;
const MAPS = ['metrics', 'metadata', 'arms', 'git', 'errors'] as const;

/**
 * Reads one parsed line of the log of `agent`. Null: a bad line (no time, another agent's, a number that cannot be),
 * which is counted, kept in the file, and left out.
 */
export function readLine(value: Record<string, unknown>, agent: string): Line | null {
  if (value.id === 'cut') {
    const before = normalTime(value.before);
    return before === null ? null : { kind: 'cut', before };
  }
  if (value.void === true) return typeof value.id === 'string' ? { kind: 'void', id: value.id } : null;
  const timestamp = normalTime(value.timestamp);
  if (timestamp === null || (value.agent !== undefined && value.agent !== agent)) return null;
  const success = value.success ?? null;
  if (success !== null && typeof success !== 'boolean') return null;
  if (!soundNumbers(value)) return null;
  for (const key of TEXTS) if (!isText(value[key])) return null;
  for (const key of MAPS) if (value[key] != null && !isMap(value[key])) return null;
  const record = { ...value } as ExecutionRecord;
  record.id = idOfLine(value, agent);
  record.timestamp = timestamp;
  record.agent = agent;
  record.success = success;
  record.recorded_at = normalTime(value.recorded_at) ?? timestamp;
  return { kind: 'record', record };
}
