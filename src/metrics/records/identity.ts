import { canonicalJson } from '../../lib/canonical.ts';
import type { Ctx } from '../../lib/context.ts';
import { sha256 } from '../../lib/sha256.ts';

/** Ids are `x_` and 20 hex digits: 80 bits, so that a million records collide with a chance below 1e-12. */
const idOf = (parts: unknown): string => `x_${sha256(canonicalJson(parts)).slice(0, 20)}`;

/** The id of the execution that a session is: two records of one session are one execution. */
export const sessionId = (agent: string, session: string): string => idOf([agent, session]);

/** Does the caller's record hold what its agent's `idempotency.key` names: `timestamp` or `metadata.<name>`? */
function holdsKey(fields: Readonly<Record<string, unknown>>, key: string): boolean {
  if (!key.startsWith('metadata.')) return fields[key] !== undefined && fields[key] !== null;
  const metadata = fields.metadata as Record<string, unknown> | null | undefined;
  const name = key.slice('metadata.'.length);
  return metadata != null && Object.hasOwn(metadata, name) && metadata[name] != null;
}

/**
 * The id of an execution (design.md 3.1): by its session; else by all that the caller gave, if that includes a time or
 * the agent's idempotency key, so that one file sent twice is one execution; else random: two bare calls are two.
 *
 * @param fields as the caller gave them, before ka fills anything in
 */
export function identify(fields: Readonly<Record<string, unknown>>, key: string | null, ctx: Ctx): string {
  const { agent, session_id: session, id } = fields;
  if (typeof id === 'string' && id !== '') return id;
  if (typeof session === 'string' && session !== '') return sessionId(String(agent), session);
  const settled = fields.timestamp != null || (key !== null && key !== 'session_id' && holdsKey(fields, key));
  return settled ? idOf(fields) : `x_${ctx.random(10)}`;
}

/** The id of a line that was written without one: the same whoever reads it. */
export function idOfLine(line: Readonly<Record<string, unknown>>, agent: string): string {
  const { id, session_id: session } = line;
  if (typeof id === 'string' && id !== '') return id;
  return typeof session === 'string' && session !== '' ? sessionId(agent, session) : idOf(line);
}

/** An id as a number of 52 bits, by which states find it, and the 28 bits after it. `x_` ids keep their order. */
export function idNumbers(id: string): [high: number, low: number] {
  const hex = /^x_[0-9a-f]{20}$/.test(id) ? id.slice(2) : sha256(id);
  return [Number.parseInt(hex.slice(0, 13), 16), Number.parseInt(hex.slice(13, 20), 16)];
}
