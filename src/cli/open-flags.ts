import type { AnyCommand } from '../commands/contract.ts';
import { flagOf } from '../commands/flag-of.ts';

/** A command line without the flags that its command does not declare, and these by name, each with its texts in order. */
export interface OpenFlags {
  words: string[];
  fields: Record<string, string[]>;
}

/** Flags of every command that take a value. */
const VALUED = ['--target', '-t'];
const OWN = ['--json', '--dry-run', '--help', '-h', ...VALUED];

/**
 * For a command that takes fields by their own names (`fields: true`): what they may be called is known only once the
 * kind of the record is. A flag without a value says `true`.
 */
export function splitFlags(command: AnyCommand, given: readonly string[]): OpenFlags {
  const valued = new Set([
    ...VALUED,
    ...Object.entries(command.input).flatMap(([key, { type }]) => (type === 'boolean' ? [] : [`--${flagOf(key)}`])),
  ]);
  const flags = Object.keys(command.input).filter((key) => !command.positional?.includes(key));
  const known = new Set([...OWN, ...flags.map((key) => `--${flagOf(key)}`)]);
  const words: string[] = [];
  const fields: Record<string, string[]> = {};
  for (let at = 0; at < given.length; at++) {
    const word = given[at]!;
    if (word === '--') {
      words.push(...given.slice(at));
      break;
    }
    const equals = word.indexOf('=');
    const name = word.startsWith('--') && equals > 0 ? word.slice(0, equals) : word;
    if (!word.startsWith('--') || known.has(name)) {
      words.push(word);
      if (valued.has(word) && at + 1 < given.length) words.push(given[++at]!);
      continue;
    }
    const next = given[at + 1];
    const value =
      name !== word ? word.slice(equals + 1) : next === undefined || next.startsWith('--') ? 'true' : given[++at]!;
    const flag = name.slice('--'.length);
    fields[flag] = [...(Object.hasOwn(fields, flag) ? fields[flag]! : []), value];
  }
  return { words, fields };
}
