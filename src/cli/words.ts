import { commands, groups } from '../commands/index.ts';

/** Global flags may stand before the command: `ka -t dir metrics show`. They are moved behind it. */
export function globalsLast(words: readonly string[]): string[] {
  let at = 0;
  while (at < words.length && words[at]!.startsWith('-') && !/^(-h|--help|-V|--version)$/.test(words[at]!)) {
    at += words[at] === '-t' || words[at] === '--target' ? 2 : 1;
  }
  const [globals, rest] = [words.slice(0, at), words.slice(at)];
  const end = rest.indexOf('--');
  return end < 0 ? [...rest, ...globals] : [...rest.slice(0, end), ...globals, ...rest.slice(end)];
}

/** `ka help metrics record`, `ka metrics help record`, `ka -v`: what other programs have taught people to type. */
export function asFlags(words: readonly string[]): readonly string[] {
  const [first, second, ...rest] = words;
  if (words.length === 1 && (first === '-v' || first === 'version')) return ['--version'];
  if (first === 'help')
    return words.length > 2 || words[1]! in commands ? [...words.slice(1), '--help'] : words.slice(1);
  if (second === 'help' && first! in groups) return rest.length > 0 ? [first!, ...rest, '--help'] : [first!];
  return words;
}

/** `metrics record x` -> the key of the command table and the words that name it. */
export function findCommand(words: readonly string[]): string | null {
  const named = words.filter((word) => !word.startsWith('-'));
  const two = `${named[0]} ${named[1]}`;
  if (two in commands) return two;
  return named[0] !== undefined && named[0] in commands ? named[0] : null;
}
