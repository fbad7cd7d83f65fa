import type { AnyCommand } from '../commands/contract.ts';
import { flagOf } from '../commands/flag-of.ts';
import { KaError } from '../lib/errors.ts';
import { fitting, typed } from './slips.ts';

/** How many of the words are flags of the command, with their values; null if one is none of its flags. */
function leadingFlags(command: AnyCommand, words: readonly string[]): number | null {
  const kinds = new Map(
    Object.entries(command.input).map(([key, { type }]) => [`--${flagOf(key)}`, type === 'boolean']),
  );
  for (const name of ['--json', '--dry-run']) kinds.set(name, true);
  for (const name of ['-t', '--target']) kinds.set(name, false);
  let at = 0;
  for (let word = words[at]; word?.startsWith('-') && word !== '--'; word = words[at]) {
    const alone = kinds.get(word.replace(/=.*/s, ''));
    if (alone === undefined) return null;
    at += alone || word.includes('=') ? 1 : 2;
  }
  return at;
}

/**
 * Checks that what a command wraps stands behind `--`: none of its words is ours to read.
 *
 * @param words behind the command's name
 * @param line `ka run`
 * @throws KaError `missing-input` with the line that was meant
 */
export function checkWrapped(command: AnyCommand, words: readonly string[], line: string): void {
  const own = leadingFlags(command, words);
  if (own === null || (words[own] === '--' && words.length > own + 1)) return;
  const rest = words.slice(own).filter((word) => word !== '--' || words[own] !== '--');
  const meant = [line, ...[...words.slice(0, own), '--', ...rest].map(typed)].join(' ');
  const hint = rest.length > 0 ? fitting(meant, `${line} --help`) : command.examples[0]!.line;
  throw new KaError('missing-input', 'The command to run stands behind `--`.', hint);
}
