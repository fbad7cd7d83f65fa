import { sha256 } from '../lib/sha256.ts';

/**
 * Ids for records that have none: of their line's content and how often it stood before, so that they stay the same
 * when the file grows or is read again.
 */
export function lineIds(): (line: string) => string {
  const seen = new Map<string, number>();
  return (line) => {
    const hash = sha256(line).slice(0, 16);
    const before = seen.get(hash) ?? 0;
    seen.set(hash, before + 1);
    return before === 0 ? hash : `${hash}.${before}`;
  };
}
