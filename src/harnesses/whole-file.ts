import { KaError } from '../lib/errors.ts';
import { OWN_FILE } from './hook-line.ts';
import type { HookFile } from './hook-setup.ts';
import { hashOfText } from './mark.ts';

/**
 * A file that is ka's as a whole: it is written, brought up to date and removed as one.
 *
 * @param text holds `OWN_FILE`, or is told by `isOwn`
 * @param what it is called by `ka doctor`
 */
export function wholeFile(path: string, text: string, what: string, isOwn = ownsByLine): HookFile {
  const same = (there: string): boolean => hashOfText(there) === hashOfText(text);
  return {
    path,
    holds: [what],
    add: (there) => {
      if (there === null) return text;
      if (same(there)) return there;
      if (!isOwn(there)) {
        throw new KaError('not-ours', `${path} is not ka's. Nothing was written.`, `git log -1 -- ${path}`);
      }
      return text;
    },
    remove: (there) => (isOwn(there) ? null : there),
    inspect: (there) => ({
      missing: isOwn(there) ? [] : [what],
      doubled: [],
      stale: isOwn(there) && !same(there) ? [what] : [],
      disabled: false,
    }),
  };
}

const ownsByLine = (text: string): boolean => text.slice(0, 400).includes(OWN_FILE);
