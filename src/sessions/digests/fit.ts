import type { Digest } from './digest.ts';

/** Our own lines stay below 64 KB (design.md 3); git and arms are added later. */
const LIMIT = 56 * 1024;
/** What is given up first. Each list stands with its most telling entries first. */
const PRIORITY = ['files', 'corrections', 'rules', 'commands', 'skills', 'models', 'tools'] as const;
const MOST_TURNS = 100;

/** The JSON of a digest, its lists cut until it fits, the least telling entries first, and flagged `cut`. Sums and counts stay whole. */
export function fittingJson(digest: Digest): string {
  const long = digest.files.some(({ turns }) => turns.length > MOST_TURNS);
  const fitted = long
    ? { ...digest, files: digest.files.map((file) => ({ ...file, turns: file.turns.slice(0, MOST_TURNS) })) }
    : { ...digest };
  let [json, cut] = [JSON.stringify(fitted), long];
  for (const name of PRIORITY) {
    while (Buffer.byteLength(json) > LIMIT && fitted[name].length > 0) {
      Object.assign(fitted, { [name]: fitted[name].slice(0, Math.floor(fitted[name].length * 0.8)) });
      [json, cut] = [JSON.stringify(fitted), true];
    }
  }
  return cut ? JSON.stringify({ ...fitted, flags: [...new Set([...fitted.flags, 'cut'])].sort() }) : json;
}
