import { sha256 } from '../lib/sha256.ts';

/** Names that harnesses give (tools, models, versions, branches): no blanks, no line ends, not endless. */
const NAME = /^[\p{L}\p{N}._:/@[\]()+#~-]+$/u;

/** A name as it may stand in a digest; of what reads like text a hash, so that two stay apart. */
export function safeName(text: string, length = 100): string {
  if (text.length <= length && NAME.test(text) && !isAbsolute(text)) return text;
  const plain = text
    .slice(0, 300)
    .replace(/^.*[/\\]/s, '')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .slice(0, 20);
  return `${plain}~${sha256(text).slice(0, 8)}`;
}

/** Whether a path begins at a root, a drive, a home folder or a host. */
export const isAbsolute = (path: string): boolean => /^([/\\~]|[A-Za-z]:[/\\]|[a-z]+:\/\/)/.test(path);

const ID = /^[A-Za-z0-9_][\w.:~#@+-]*(\/[\w.:~#@+-]+){0,3}$/;

/** A session's id as it stands in a digest: a harness's own, unless it holds what no id holds. */
export const safeId = (id: string): string => (id.length <= 200 && ID.test(id) ? id : `h-${sha256(id).slice(0, 20)}`);
