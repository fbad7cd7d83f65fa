import { setTimeout as sleep } from 'node:timers/promises';
import { KaError } from '../lib/errors.ts';
import { sayReason, sayRefusal } from '../lib/say-refusal.ts';
import { type Answer, type Request, send } from '../store/http.ts';
import { redactSecrets } from '../store/redact/redact.ts';

/** How long a backend is waited for. */
export interface Patience {
  timeoutMs: number;
  now(): number;
  say(line: string): void;
  /** Ends what is waited for. */
  signal?: AbortSignal | undefined;
  /** Bytes of an answer. */
  most?: number;
  /** A request that would do its work twice is sent once. */
  once?: boolean;
}

const PAUSES_MS = [500, 1000, 2000];
/** The longest wait that a backend may ask for. */
const LONGEST_MS = 5000;
const MOST_ANSWER = 64 * 1024 * 1024;

/** Asking again may help: nothing came in time, the backend is busy, or it broke. */
const isTransient = ({ status, hopeless }: Answer): boolean =>
  status === 0 ? !hopeless : status === 429 || status >= 500;

/** What a backend said as it may be shown and kept: short, on one line, without the key that it may have repeated. */
export function quote(text: string, key = ''): string {
  const masked = key === '' ? text : text.replaceAll(key, '***');
  const line = masked.replace(/[\s\x00-\x1f\x7f]+/g, ' ').trim();
  return redactSecrets(line, []).value.slice(0, 200);
}

/**
 * Sends a request, and again after 0.5, 1 and 2 seconds where that may help; after a wait of the backend's own where it
 * asks for at most five seconds.
 *
 * @param who the backend in what goes wrong
 * @param key masked in what the backend says
 * @returns an answer of status 2xx
 * @throws KaError (exit 1) `interrupted`, `backend-unreachable`, `backend-http`, `backend-malformed` for too long an answer
 */
export async function ask(who: string, request: Request, patience: Patience, key = ''): Promise<Answer> {
  const { most = MOST_ANSWER, signal, once = false } = patience;
  for (let round = 0; ; round++) {
    const answer = await send(request, { ...patience, most });
    if (signal?.aborted) throw interrupted(who);
    if (answer.cut) throw new KaError('backend-malformed', `${who} answered more than ${most} bytes.`, undefined, 1);
    if (answer.status >= 200 && answer.status < 300) return answer;
    const pause = PAUSES_MS[round];
    const asked = answer.retryAfterMs ?? 0;
    const shown = { ...answer, text: quote(answer.text, key) };
    if (once || pause === undefined || asked > LONGEST_MS || !isTransient(answer)) throw failure(who, shown, round + 1);
    const wait = Math.max(pause, asked);
    patience.say(`${sayReason(shown)}; trying again in ${wait / 1000} s`);
    await sleep(wait, undefined, signal ? { signal } : {}).catch(() => {
      throw interrupted(who);
    });
  }
}

const interrupted = (who: string): KaError =>
  new KaError('interrupted', `${who} was not waited for any longer: interrupted.`, undefined, 1);

function failure(who: string, shown: Answer, rounds: number): KaError {
  const code = shown.status === 0 ? 'backend-unreachable' : 'backend-http';
  return new KaError(code, `${who}: ${sayRefusal(shown, rounds)}`, undefined, 1);
}

/** An answer as a JSON object. @throws KaError `backend-malformed` (exit 1) */
export function jsonOf(who: string, { text }: Answer): Record<string, unknown> {
  try {
    const value = JSON.parse(text) as unknown;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw malformed(who, 'no JSON object');
}

/** @param what came instead, e.g. `no JSON object` */
export const malformed = (who: string, what: string): KaError =>
  new KaError('backend-malformed', `${who} answered ${what}.`, undefined, 1);
