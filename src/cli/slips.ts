import type { AnyCommand } from '../commands/contract.ts';
import { flagOf } from '../commands/flag-of.ts';
import { KaError } from '../lib/errors.ts';
import { nearestOrBegun } from '../lib/nearest.ts';

// What both ways of reading a command line, by hand and by commander, say to a slip: one wording.

export const clip = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text);

/** A line to try, or another where it would not fit or hold more than words. */
export const fitting = (line: string, other: string): string =>
  line.length > 120 || /\p{Cc}/u.test(line) ? other : line;

const flagsOf = (command: AnyCommand): string[] =>
  Object.keys(command.input)
    .filter((key) => !command.positional?.includes(key))
    .map((key) => `--${flagOf(key)}`);

/** `--by-model` -> `--by model`: a flag and one of its values that were typed as one word. */
function flagAndValue(command: AnyCommand, name: string): string | null {
  const found = Object.entries(command.input).flatMap(([key, { enum: values = [] }]) =>
    values.filter((value) => name === `--${flagOf(key)}-${value}`).map((value) => `--${flagOf(key)} ${value}`),
  );
  return found[0] ?? null;
}

/** @param name as typed, a value after `=` left out; `command` null: no command was named */
export function unknownFlag(command: AnyCommand | null, name: string, line: string): KaError {
  const common = ['--json', '--target', '--help'];
  if (command === null && common.includes(name))
    return new KaError('missing-input', `${name} stands beside a command.`, `${line} --help`);
  const known = command ? [...flagsOf(command), ...(command.writes ? ['--dry-run'] : [])] : ['--version'];
  const near = (command && flagAndValue(command, name)) ?? nearestOrBegun(name, [...known, ...common]);
  const guess = near ? ` Did you mean ${near}?` : '';
  return new KaError('unknown-flag', `There is no flag ${clip(name)}.${guess}`, `${line} --help`);
}

export const missingValue = (name: string, line: string): KaError =>
  new KaError('missing-value', `${name} needs a value.`, `${line} --help`);

/** What ka calls in a value what people call otherwise. */
const ALSO = new Map([
  ['tool', 'harness'],
  ['project', 'repo'],
  ['date', 'day'],
]);

/** A value that is none of those that a flag takes, with the one that was meant: begun, misspelt, longer or another word for it. */
export function noneOf(name: string, text: string, values: readonly string[]): KaError {
  const word = text.toLowerCase();
  const longer = values.find((value) => value.length > 2 && word.startsWith(value));
  const also = ALSO.get(word);
  const near = nearestOrBegun(word, values) ?? longer ?? (also !== undefined && values.includes(also) ? also : null);
  const guess = near === null ? '' : ` Did you mean ${near}?`;
  return new KaError('bad-value', `${name}: "${clip(text)}" is none of ${values.join(', ')}.${guess}`);
}

export const noValue = (name: string, line: string): KaError =>
  new KaError('bad-value', `${name} takes no value.`, `${line} --help`);

/** @param name as it is typed: `--hypothesis`; of a word that has no flag, `<agent>` */
export const missingInput = (name: string, line: string): KaError =>
  new KaError('missing-input', `${name} is missing.`, `${line} --help`);

export const tooManyWords = (word: string, line: string): KaError =>
  new KaError('too-many-words', `"${clip(word)}" is one word too many.`, `${line} --help`);

/** commander's own errors, in ka's words. */
export function translate(
  error: Readonly<Record<'code' | 'message', string>>,
  command: AnyCommand | null,
  line: string,
): KaError {
  const said = error.message.replace(/^error: /, '').replace(/\n.*/s, '');
  const quoted = /'(.*?)'/.exec(said)?.[1] ?? '';
  const name = quoted.replace(/[ =,].*/s, '');
  switch (error.code) {
    case 'commander.unknownOption':
      return isSwitch(command, name) && quoted !== name ? noValue(name, line) : unknownFlag(command, name, line);
    case 'commander.missingArgument':
      return missingInput(`<${name}>`, line);
    case 'commander.optionMissingArgument':
      return missingValue(/--[\w-]+/.exec(quoted)?.[0] ?? name, line);
    default:
      return new KaError('usage', `${said.charAt(0).toUpperCase()}${said.slice(1)}.`, `${line} --help`);
  }
}

/** Whether a flag of this command is one without a value. */
const isSwitch = (command: AnyCommand | null, name: string): boolean =>
  ['--json', '--dry-run'].includes(name) ||
  Object.entries(command?.input ?? {}).some(([key, { type }]) => type === 'boolean' && `--${flagOf(key)}` === name);
