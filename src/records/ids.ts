import { canonicalJson } from '../lib/canonical.ts';
import type { Ctx } from '../lib/context.ts';
import { sha256 } from '../lib/sha256.ts';
import { isoTime } from '../lib/time.ts';
import type { Kind } from './contract.ts';

/** The last part of an id: ten hex digits. */
const TAIL = 10;

/** The second of a time in milliseconds, as ids have it. */
export const idSecond = (ms: number): string => isoTime(ms).replace(/\D/g, '').slice(0, 14);

/**
 * `t_20261121101500_0c1d2e3f40`: prefix, time of making in UTC, ten random hex digits. Sorted by name is sorted by age.
 *
 * @param ms the time of making
 * @param tail that of `keyTail`, for a record that is the same one whenever it is added
 */
export const newId = (kind: Kind, ctx: Pick<Ctx, 'random'>, ms: number, tail?: string): string =>
  `${kind.prefix}_${idSecond(ms)}_${tail ?? ctx.random(TAIL / 2)}`;

/** What an id ends in where the caller names the record: a listing of the folder then finds it. */
export const keyTail = (kind: Kind, key: unknown): string => sha256(canonicalJson([kind.kind, key])).slice(0, TAIL);

/** The prefix of an id, by which its kind is known; null where it has none. */
export const prefixOf = (id: string): string | null => /^([a-z]{1,8})_/.exec(id)?.[1] ?? null;

/** What an id ends in, as `keyTail` or chance made it; null where a person named the record. */
export const tailOf = (id: string): string | null => /_\d{14}_([0-9a-f]{10})$/.exec(id)?.[1] ?? null;
