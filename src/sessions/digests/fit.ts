import type { Digest } from './digest.ts';

/** Our own lines stay below 64 KB (design.md 3); git and arms are added later. */
const LIMIT = 56 * 1024;
/** What is given up first. Each list stands with its most telling entries first. */
const PRIORITY = ['files', 'corrections', 'rules', 'commands', 'skills', 'models', 'tools'] as const;
const MOST_TURNS = 100;
/** So many entries fit whatever they are: a file with a path of 300 characters, six bytes each, and 100 turns takes below 3 KB. */
const FEW = 16;

/** A digest with its lists cut until its line fits, the least telling entries first, and flagged `cut`. Sums and counts stay whole. */
export function fitDigest(digest: Digest): Digest {
  const long = digest.files.some(({ turns }) => turns.length > MOST_TURNS);
  if (!long && PRIORITY.reduce((sum, name) => sum + digest[name].length, 0) <= FEW) return digest;
  const files = digest.files.map((file) => ({ ...file, turns: file.turns.slice(0, MOST_TURNS) }));
  const fitted = { ...digest, files };
  const bytes = (): number => Buffer.byteLength(JSON.stringify(fitted));
  let [cut, size] = [long, bytes()];
  for (const name of PRIORITY) {
    while (size > LIMIT && fitted[name].length > 0) {
      Object.assign(fitted, { [name]: fitted[name].slice(0, Math.floor(fitted[name].length * 0.8)) });
      [cut, size] = [true, bytes()];
    }
  }
  return cut ? { ...fitted, flags: [...new Set([...fitted.flags, 'cut'])].sort() } : fitted;
}
