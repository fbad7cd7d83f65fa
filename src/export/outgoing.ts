import type { Batch } from './batches.ts';
import type { Address, Destination, Outgoing } from './contract.ts';

/** What Node's fetch adds by itself (undici, "RequestInit" of a fetch in cors mode). */
const ADDED = { 'accept-language': '*', 'sec-fetch-mode': 'cors', connection: 'keep-alive' };
const MASK = '***';

/** The request of one batch. */
export function requestOf(destination: Destination, batch: Batch, address: Address, version: string): Outgoing {
  return {
    url: address.urls[batch.lane]!,
    headers: {
      accept: 'application/json',
      'accept-encoding': 'identity',
      'content-type': 'application/json',
      'user-agent': `ka/${version}`,
      ...address.secretHeaders,
    },
    body: destination.wrap(batch.lane, batch.parts, address, version),
  };
}

/** The same without what is secret in it: each key is `***`. */
export function maskedRequest(
  destination: Destination,
  batch: Batch,
  address: Address,
  version: string,
): Outgoing & { method: string } {
  const secretHeaders = Object.fromEntries(Object.keys(address.secretHeaders).map((name) => [name, MASK]));
  const masked = { ...address, secretHeaders, key: MASK };
  const { url, headers, body } = requestOf(destination, batch, masked, version);
  // The length is that of the real body.
  const length = Buffer.byteLength(destination.wrap(batch.lane, batch.parts, address, version));
  const all = { host: new URL(url).host, ...headers, ...ADDED, 'content-length': String(length) };
  return { method: 'POST', url, headers: all, body };
}

/** A request as it stands on the wire (HTTP/1.1). */
export function showRequest({ method, url, headers, body }: ReturnType<typeof maskedRequest>): string {
  const { pathname, search } = new URL(url);
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [`${method} ${pathname}${search} HTTP/1.1`, ...lines, '', body].join('\n');
}
