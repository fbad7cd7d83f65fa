import { parseTime } from '../lib/time.ts';

/** One request, whole. */
export interface Request {
  method: 'GET' | 'POST';
  url: string;
  /** With lower-case names. */
  headers: Readonly<Record<string, string>>;
  body?: string;
}

/** What came back. `status` 0: nothing did; then `text` says why. */
export interface Answer {
  status: number;
  /** At most as many as were asked for. */
  bytes: Uint8Array;
  /** The bytes as UTF-8. */
  text: string;
  /** There was more. */
  cut: boolean;
  /** How long the backend asks to wait; null where it asks nothing. */
  retryAfterMs: number | null;
  /** Nothing came back, and trying again is of no use: a wrong name, a certificate. */
  hopeless: boolean;
}

export interface Sending {
  timeoutMs: number;
  /** Bytes of the answer that are read; 64 KiB by default. */
  most?: number;
  /** Ends the request, which then answers with status 0. */
  signal?: AbortSignal | undefined;
  now(): number;
}

const MOST_ANSWER = 64 * 1024;
const HOPELESS = /^(ENOTFOUND|ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERR_INVALID)/;

/**
 * Sends one request: the one place of ka that opens a connection. Redirects are not followed, for they would carry keys
 * elsewhere. Never throws for what the network does.
 */
export async function send(request: Request, { timeoutMs, most = MOST_ANSWER, signal, now }: Sending): Promise<Answer> {
  const { method, url, headers, body } = request;
  const late = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, {
      method,
      headers: { ...headers },
      redirect: 'manual',
      signal: signal ? AbortSignal.any([late, signal]) : late,
      ...(body === undefined ? {} : { body }),
    });
    const retryAfterMs = waitOf(response.headers.get('retry-after'), now());
    return { status: response.status, ...(await readSome(response, most)), retryAfterMs, hopeless: false };
  } catch (error) {
    const { cause, name, message } = error as Error & { cause?: { code?: string; message?: string } };
    const reason = name === 'TimeoutError' ? `no answer within ${timeoutMs / 1000} s` : (cause?.code ?? cause?.message);
    const hopeless = signal?.aborted === true || HOPELESS.test(cause?.code ?? '');
    const text = signal?.aborted ? 'interrupted' : (reason ?? message);
    return { status: 0, bytes: new Uint8Array(), text, cut: false, retryAfterMs: null, hopeless };
  }
}

/** The beginning of an answer; what is left is not waited for. */
async function readSome(response: Response, most: number): Promise<Pick<Answer, 'bytes' | 'text' | 'cut'>> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    parts.push(part);
    size += part.length;
    if (size > most) break;
  }
  const bytes = Buffer.concat(parts).subarray(0, most);
  return { bytes, text: bytes.toString('utf8'), cut: size > most };
}

/** `Retry-After`: seconds, or a date (RFC 9110, 10.2.3). */
function waitOf(text: string | null, now: number): number | null {
  if (text === null) return null;
  if (/^\d{1,9}$/.test(text.trim())) return Number(text) * 1000;
  const date = Date.parse(text);
  const at = Number.isNaN(date) ? null : (parseTime(new Date(date).toISOString()) ?? null);
  return at === null ? null : Math.max(0, at - now);
}
