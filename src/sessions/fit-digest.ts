import type { Digest } from './digest.ts';

/** Our own lines stay below 64 KB (design.md 3); git and arms are added later. */
const LIMIT = 56 * 1024;
/** What is given up first. Each list stands with its most telling entries first. */
const PRIORITY = ['files', 'corrections', 'rules', 'commands', 'skills', 'models', 'tools'] as const;
const MOST_TURNS = 100;

const bytes = (digest: Digest): number => Buffer.byteLength(JSON.stringify(digest));

/** Cuts lists until the line fits, the least telling entries first, and flags it `cut`. Sums and counts stay whole. */
export function fitDigest(digest: Digest): Digest {
  let cut = digest.files.some(({ turns }) => turns.length > MOST_TURNS);
  const fitted = {
    ...digest,
    files: digest.files.map((file) => ({ ...file, turns: file.turns.slice(0, MOST_TURNS) })),
  };
  for (const name of PRIORITY) {
    while (fitted[name].length > 0 && bytes(fitted) > LIMIT) {
      Object.assign(fitted, { [name]: fitted[name].slice(0, Math.floor(fitted[name].length * 0.8)) });
      cut = true;
    }
  }
  return cut ? { ...fitted, flags: [...new Set([...fitted.flags, 'cut'])].sort() } : fitted;
}
