import type { Prohibition } from './contract.ts';

/** Commands are known to sessions by their first two words only: what says more cannot be checked. */
const COMMAND = /^[a-z][a-z0-9._+-]{0,30}(?: [a-z][a-z:-]{0,30})?$/;
/** A folder, a file or a glob. */
const PATH = /^(?:\.?[\w@-][\w@.*-]*|\*{1,2})(?:\/[\w@.*-]+)*\/?$/;

const NEVER = "(?:never|do not|don['’]t|must not|avoid)";
const RUN = new RegExp(
  String.raw`\b${NEVER}\s+(?:ever\s+)?(?:run|running|use|using|call|calling|invoke)\s+\x60([^\x60\n]+)\x60`,
  'gi',
);
const TOUCH = new RegExp(
  String.raw`\b${NEVER}\s+(?:ever\s+)?(?:edit|editing|touch|touching|modify|modifying|change|changing|write to)\s+(?:files\s+(?:in|under|below)\s+|anything\s+(?:in|under|below)\s+)?\x60([^\x60\n]+)\x60`,
  'gi',
);
const INSTEAD = /\b(?:use|run)\s+`([^`\n]+)`\s*(?:,\s*(?:not|never)|instead of|rather than|over)\s+`([^`\n]+)`/gi;

/**
 * What a text forbids in so many words (`` never run `git push` ``, `` use `pnpm` instead of `npm` ``, `` do not edit `dist/` ``),
 * as far as sessions can be held against it: a command of one or two words, a path or glob. Anything finer (flags,
 * conditions) is left out: better no check than a false one.
 */
export function findProhibitions(text: string): Prohibition[] {
  const found: Prohibition[] = [];
  let fenced = false;
  for (const [at, line] of text.split('\n').entries()) {
    if (/^\s*(```|~~~)/.test(line)) fenced = !fenced;
    // A condition ("unless asked", "without --dry-run") lets through what no digest can tell apart.
    if (fenced || /\b(unless|except|without|until|before|only if|when|if)\b/i.test(line)) continue;
    const add = (what: Prohibition['what'], pattern: string, instead: string | null): void => {
      const known = found.some((one) => one.what === what && one.pattern === pattern);
      if (!known) found.push({ line: at + 1, what, pattern, instead });
    };
    for (const [, instead, command] of line.matchAll(INSTEAD)) {
      // `pnpm test` begins with what `pnpm` forbids: such a rule would hit what it asks for.
      if (COMMAND.test(command!) && !`${instead} `.startsWith(`${command} `)) add('command', command!, instead!);
    }
    for (const [, command] of line.matchAll(RUN)) if (COMMAND.test(command!)) add('command', command!, null);
    for (const [, path] of line.matchAll(TOUCH)) if (PATH.test(path!) && /[/.*]/.test(path!)) add('path', path!, null);
  }
  return found;
}

/** Whether a command signature is one that the pattern names. */
export const namesCommand = (pattern: string, signature: string): boolean =>
  signature === pattern || signature.startsWith(`${pattern} `);

/** Whether a path is one that the pattern names: a folder holds all below it, `*` stands within a segment, `**` for any. */
export function namesPath(pattern: string, path: string): boolean {
  const source = pattern
    .replace(/\/$/, '/**')
    .split('**')
    .map((part) => part.replace(/[.+^${}()|[\]\\?]/g, '\\$&').replaceAll('*', '[^/]*'))
    .join('.*');
  return new RegExp(`^${source}(?:/.*)?$`).test(path);
}
