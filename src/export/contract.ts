import type { Ctx } from '../lib/context.ts';
import type { Config } from '../store/config.ts';
import type { ExportItem } from './item.ts';

/** Where a backend listens and what proves who sends. */
export interface Address {
  /** By lane; absolute, http or https, without credentials. */
  urls: Readonly<Record<string, string>>;
  /** The address that a committed file names, which the user has to approve; null: the environment's, or the usual one. */
  fromConfig: string | null;
  /** Sent with each request; the values are secrets. */
  secretHeaders: Readonly<Record<string, string>>;
  /** A key that stands in the body; empty for none. */
  key: string;
  /** The environment variable that lacks a key without which the backend takes nothing. */
  missing?: string;
}

/** One request, whole. */
export interface Outgoing {
  url: string;
  /** With lower-case names. */
  headers: Readonly<Record<string, string>>;
  body: string;
}

/** A backend: how its address is found, how items are written for it, what its answers mean. */
export interface Destination {
  name: string;
  /** As its maker writes it. */
  title: string;
  /** @throws KaError `bad-address` */
  address(ctx: Pick<Ctx, 'env'>, config: Config['export']): Address;
  /** An item as JSON and the lane (kind of request) that it goes by; null where the backend takes none without a time. */
  encode(item: ExportItem, now: number): { lane: string; json: string } | null;
  /** The body of one request. */
  wrap(lane: string, parts: readonly string[], address: Address, version: string): string;
  /** Whether the same request may fare better later. */
  isTransient(status: number): boolean;
  /** What a backend that answered 2xx did not take; null: it took all. */
  refused(answer: string): string | null;
}

/** Statuses after which most backends ask for another try. */
export const usuallyTransient = (status: number): boolean => status === 408 || status === 429 || status >= 500;
