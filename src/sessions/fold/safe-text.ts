import { sha256 } from '../../lib/sha256.ts';

/** Names that harnesses give (tools, models, versions, branches): no blanks, no line ends, not endless. */
const NAME = /^[\p{L}\p{N}._:/@[\]()+#~-]+$/u;

/**
 * A name as it may stand in a digest. Of what reads like text only a hash: a part of it could hold half a secret, which no
 * gate would know.
 */
export const safeName = (text: string, length = 100): string =>
  text.length <= length && NAME.test(text) && !isAbsolute(text)
    ? text
    : `~${sha256(text.slice(0, 10_000)).slice(0, 8)}`;

/** A part of a text keeps the whole text in memory; a copy does not. */
export const copyOf = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** Whether a path begins at a root, a drive, a home folder or a host. */
export const isAbsolute = (path: string): boolean => /^([/\\~]|[A-Za-z]:[/\\]|[a-z]+:\/\/)/.test(path);

const ID = /^[A-Za-z0-9_][\w.:~#@+-]*(\/[\w.:~#@+-]+){0,3}$/;

/** A session's id as it stands in a digest: a harness's own, unless it holds what no id holds. */
export const safeId = (id: string): string => (id.length <= 200 && ID.test(id) ? id : `h-${sha256(id).slice(0, 20)}`);
