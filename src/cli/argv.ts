import type { AnyCommand, Property } from '../commands/contract.ts';
import { flagOf } from '../commands/flag-of.ts';
import { KaError } from '../lib/errors.ts';
import { clip, missingInput, missingValue, noneOf, noValue, tooManyWords, unknownFlag } from './slips.ts';

/** Checks one value against its property. @throws KaError `bad-value` naming flag and value */
export function readValue(name: string, property: Property, text: string): string | number {
  if (property.enum && !property.enum.includes(text)) {
    throw noneOf(name, text, property.enum);
  }
  if (property.type !== 'number' && property.type !== 'integer') return text;
  const write = property.example ? ` Write ${property.example}.` : '';
  const value = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (!Number.isFinite(value))
    throw new KaError(
      'bad-value',
      `${name}: "${clip(text)}" is not a number${property.placeholder === 'seconds' ? ' of seconds' : ''}.${write}`,
    );
  if (property.type === 'integer' && !Number.isSafeInteger(value)) {
    throw new KaError('bad-value', `${name}: ${clip(text)} is not a whole number.${write}`);
  }
  if (property.minimum !== undefined && value < property.minimum) {
    throw new KaError('bad-value', `${name}: ${clip(text)} is below ${property.minimum}.${write}`);
  }
  if (property.maximum !== undefined && value > property.maximum) {
    throw new KaError('bad-value', `${name}: ${clip(text)} is above ${property.maximum}.${write}`);
  }
  return value;
}

/** The checks that no single value can make: what is missing, what excludes what. */
export function checkInput(command: AnyCommand, input: Readonly<Record<string, unknown>>, line: string): void {
  for (const key of command.required ?? []) {
    const flag = flagOf(key);
    if (input[key] === undefined)
      throw missingInput(command.positional?.includes(key) ? `<${flag}>` : `--${flag}`, line);
  }
  for (const [a, b] of command.exclusive ?? []) {
    if (input[a] !== undefined && input[b] !== undefined) {
      throw new KaError('exclusive', `--${flagOf(a)} and --${flagOf(b)} exclude each other.`, `${line} --help`);
    }
  }
}

/** The parsed command line of one command. */
export interface Parsed {
  input: Record<string, unknown>;
  globals: { target?: string; json: boolean; dryRun: boolean };
}

/**
 * Reads the words after a command's name by its own object. The hot commands use it, where commander would cost more
 * than the work; a test holds it equal to commander.
 */
export function parseArgv(command: AnyCommand, words: readonly string[], line: string): Parsed {
  const input: Record<string, unknown> = {};
  const globals: Parsed['globals'] = { json: false, dryRun: false };
  const flags = new Map(
    Object.keys(command.input)
      .filter((key) => !command.positional?.includes(key))
      .map((key) => [`--${flagOf(key)}`, key]),
  );
  const places: string[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (word === '--') {
      places.push(...words.slice(at + 1));
      break;
    }
    if (!word.startsWith('-') || word === '-') {
      places.push(word);
      continue;
    }
    const equals = word.startsWith('--') ? word.indexOf('=') : -1;
    const name = equals > 0 ? word.slice(0, equals) : word;
    const take = (): string => {
      if (equals > 0) return word.slice(equals + 1);
      const next = words[++at];
      if (next === undefined) throw missingValue(name, line);
      return next;
    };
    const plain = (): true => {
      if (equals > 0) throw noValue(name, line);
      return true;
    };
    const key = flags.get(name);
    if (key === undefined) {
      if (name === '--json') globals.json = plain();
      else if (name === '--dry-run' && command.writes) globals.dryRun = plain();
      else if (name === '--target' || name === '-t') globals.target = take();
      else throw unknownFlag(command, name, line);
      continue;
    }
    const property = command.input[key]!;
    if (property.type === 'boolean') input[key] = plain();
    else if (property.type === 'array') input[key] = [...((input[key] as string[]) ?? []), take()];
    else input[key] = readValue(name, property, take());
  }
  placePositionals(command, places, input, line);
  checkInput(command, input, line);
  return { input, globals };
}

function placePositionals(command: AnyCommand, places: string[], input: Record<string, unknown>, line: string): void {
  const names = command.positional ?? [];
  let at = 0;
  for (const name of names) {
    const property = command.input[name]!;
    if (property.type === 'array') {
      if (at < places.length) input[name] = places.slice(at);
      at = places.length;
    } else if (at < places.length) {
      input[name] = readValue(name, property, places[at]!);
      at++;
    }
  }
  if (at < places.length) throw tooManyWords(places[at]!, line);
}
