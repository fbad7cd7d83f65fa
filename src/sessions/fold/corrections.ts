import { sha256 } from '../../lib/sha256.ts';
import type { Turn } from '../timeline.ts';

/** How a person begins who corrects: English and German, since no list is whole. */
const CORRECTS =
  /^(no|nope|wrong|stop|don'?t|do not|not like that|that'?s (not|wrong)|this is (not|wrong)|you (should|forgot|missed|broke)|actually|again|still|undo|revert|instead|i (said|told|asked|meant)|why did you|nein|falsch|nicht so|stopp|doch nicht|immer noch)\b/;

const normalise = (text: string): string =>
  text
    .slice(0, 2000)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/’/g, "'")
    .replace(/[^\p{L}\p{N}']+/gu, ' ')
    .trim()
    .slice(0, 200);

/**
 * Keyed hashes of prompts that correct what the agent did: a person's, after a reply, beginning with a word of
 * correction. Equal corrections have equal hashes, and without the key nobody can try texts against them.
 *
 * @param key random, kept on this machine only; null: none are made
 * @returns 16 hex digits each, in the order of the prompts
 */
export function findCorrections(turns: readonly Turn[], key: string | null): string[] {
  if (key === null) return [];
  return turns.flatMap(({ prompt, answers }) => {
    if (!prompt?.human || !answers) return [];
    const text = normalise(prompt.text);
    return CORRECTS.test(text) ? [sha256(`${key}\n${text}`).slice(0, 16)] : [];
  });
}
