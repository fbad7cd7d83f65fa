import type { Digest } from './digest.ts';

/** Our own lines stay below 64 KB (design.md 3); git and arms are added later. */
const LIMIT = 56 * 1024;
/** What is given up first. Each list stands with its most telling entries first. */
const PRIORITY = ['files', 'corrections', 'rules', 'commands', 'skills', 'models', 'tools'] as const;
const MOST_TURNS = 100;

/** Cuts lists until the line fits, the least telling entries first, and flags it `cut`. Sums and counts stay whole. */
export function fitDigest(digest: Digest): Digest {
  const long = digest.files.some(({ turns }) => turns.length > MOST_TURNS);
  const fitted = long
    ? { ...digest, files: digest.files.map((file) => ({ ...file, turns: file.turns.slice(0, MOST_TURNS) })) }
    : { ...digest };
  const size = (): number => Buffer.byteLength(JSON.stringify(fitted));
  let [bytes, cut] = [size(), long];
  for (const name of PRIORITY) {
    while (bytes > LIMIT && fitted[name].length > 0) {
      Object.assign(fitted, { [name]: fitted[name].slice(0, Math.floor(fitted[name].length * 0.8)) });
      [bytes, cut] = [size(), true];
    }
  }
  return cut ? { ...fitted, flags: [...new Set([...fitted.flags, 'cut'])].sort() } : fitted;
}
