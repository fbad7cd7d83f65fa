import type { Digest } from '../sessions/digests/digest.ts';

const isCount = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value) && value >= 0;
const isCountOrNull = (value: unknown): boolean => value === null || isCount(value);
const isText = (value: unknown): boolean => typeof value === 'string';
const isTextOrNull = (value: unknown): boolean => value === null || isText(value);

type Check = (value: unknown) => boolean;
const holds =
  (checks: Readonly<Record<string, Check>>): Check =>
  (value) => {
    if (typeof value !== 'object' || value === null) return false;
    for (const name in checks) if (!checks[name]!((value as Record<string, unknown>)[name])) return false;
    return true;
  };
const list =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);

const isTokens = holds({
  input: isCountOrNull,
  output: isCountOrNull,
  cache_read: isCountOrNull,
  cache_write: isCountOrNull,
});

/** The fields that rules read. */
const check = holds({
  agent: isText,
  parent: isTextOrNull,
  started: isTextOrNull,
  ended: isTextOrNull,
  duration_ms: isCountOrNull,
  working_ms: isCountOrNull,
  tokens: (value) => value === null || isTokens(value),
  cost_usd: isCountOrNull,
  models: list(holds({ model: isTextOrNull, tokens: isTokens })),
  assistant_messages: isCount,
  turns: isCount,
  tool_calls: isCount,
  tool_errors: isCountOrNull,
  tools: list(holds({ name: isText, calls: isCount, errors: isCountOrNull })),
  commands: list(holds({ sig: isText, runs: isCount, errors: isCountOrNull })),
  skills: list(holds({ name: isText, fired: isCount, contributed: isCount })),
  rules: list(isText),
  corrections: list(isText),
  context_peak: isCountOrNull,
  context_tokens: isCountOrNull,
  compactions: isCount,
  rejections: isCount,
  retries: isCount,
  truncations: isCount,
  spans: holds({ depth: isCount }),
  files: list(
    holds({ path: isText, reads: isCount, edits: isCount, rereads: isCount, turns: list(isCount), fan_out: isCount }),
  ),
});

/** Whether a digest, which a foreign hand or an older program may have written, has what rules read. */
export const isWhole = (digest: Digest): boolean => check(digest);
