import { parseTime } from '../lib/time.ts';
import type { Outgoing } from './contract.ts';

/** What came back. `status` 0: nothing did; then `text` says why. */
export interface Answer {
  status: number;
  /** At most 64 KiB of it. */
  text: string;
  /** How long the backend asks to wait; null where it asks nothing. */
  retryAfterMs: number | null;
  /** Nothing came back, and trying again is of no use: a wrong name, a certificate. */
  hopeless: boolean;
}

const MOST_ANSWER = 64 * 1024;
const HOPELESS = /^(ENOTFOUND|ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERR_INVALID)/;

/**
 * Sends one request: the one place of ka that opens a connection. Redirects are not followed, for they would carry keys
 * elsewhere. Never throws for what the network does.
 */
export async function post({ url, headers, body }: Outgoing, timeoutMs: number, now: () => number): Promise<Answer> {
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await fetch(url, { method: 'POST', headers: { ...headers }, body, redirect: 'manual', signal });
    const retryAfterMs = waitOf(response.headers.get('retry-after'), now());
    return { status: response.status, text: await readSome(response), retryAfterMs, hopeless: false };
  } catch (error) {
    const { cause, name, message } = error as Error & { cause?: { code?: string; message?: string } };
    const reason = name === 'TimeoutError' ? `no answer within ${timeoutMs / 1000} s` : (cause?.code ?? cause?.message);
    return { status: 0, text: reason ?? message, retryAfterMs: null, hopeless: HOPELESS.test(cause?.code ?? '') };
  }
}

/** The beginning of an answer; what is left is not waited for. */
async function readSome(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    parts.push(part);
    size += part.length;
    if (size > MOST_ANSWER) break;
  }
  return Buffer.concat(parts).toString('utf8').slice(0, MOST_ANSWER);
}

/** `Retry-After`: seconds, or a date (RFC 9110, 10.2.3). */
function waitOf(text: string | null, now: number): number | null {
  if (text === null) return null;
  if (/^\d{1,9}$/.test(text.trim())) return Number(text) * 1000;
  const date = Date.parse(text);
  const at = Number.isNaN(date) ? null : (parseTime(new Date(date).toISOString()) ?? null);
  return at === null ? null : Math.max(0, at - now);
}
