import type { AnyCommand } from '../commands/contract.ts';
import { flagOf } from '../commands/flag-of.ts';
import { commands, groups } from '../commands/index.ts';

/** What the seed's lines call flags that commands without fields call otherwise. */
const RENAMED: Readonly<Record<string, string>> = {
  '--task-id': '--task',
  '--review-id': '--review',
  '--trace-id': '--trace',
  '--eval-case-id': '--case',
  '--workflow-file': '--path',
  '--payload-json-file': '--path',
};

const renamed = (word: string): string => {
  const [, flag, rest = ''] = /^(--[\w-]+)(=.*)?$/s.exec(word) ?? [];
  return flag !== undefined && RENAMED[flag] !== undefined ? RENAMED[flag] + rest : word;
};

/** `--id X` of a code as the place that its command has for it; the seed's lines name every input. */
function placeNamed(command: AnyCommand, words: readonly string[]): string[] {
  const rest = [...words];
  const places = (command.positional ?? []).map((key) => {
    const flag = `--${flagOf(key)}`;
    const at = rest.findIndex((word) => word === flag || word.startsWith(`${flag}=`));
    if (at < 0) return null;
    const [word, value] = rest.slice(at, at + 2);
    if (word !== flag) return rest.splice(at, 1)[0]!.slice(flag.length + 1);
    return value === undefined ? null : rest.splice(at, 2)[1]!;
  });
  return [...places.filter((place) => place !== null), ...rest];
}

/**
 * A short code or its alias (`ka W1 …`, `ka task-start …`) as the command that it stands for (`ka record add task …`).
 * Words that begin with a command or with no code stay as they are.
 */
export async function asVerbs(words: readonly string[]): Promise<readonly string[]> {
  const [first = '', ...rest] = words;
  if (first === '' || first.startsWith('-') || first in commands || first in groups) return words;
  const { findCode } = await import('../commands/code-table.ts');
  const code = findCode(first);
  if (!code) return words;
  const verbs = code.runs.split(' ');
  const key = [verbs.slice(0, 2).join(' '), verbs[0]!].find((line) => line in commands);
  if (key === undefined) return words;
  const command = (await commands[key]!()).default;
  const taken = verbs.length - key.split(' ').length;
  const open = { ...command, positional: (command.positional ?? []).slice(taken) };
  return joined(command, verbs, placeNamed(open, command.fields ? rest : rest.map(renamed)));
}

/** Both in one line. A code that ends in a flag (`--bundle`) waits for its value: a flag that follows is none. */
function joined({ input }: AnyCommand, verbs: readonly string[], rest: readonly string[]): string[] {
  const last = verbs.at(-1)!;
  const waits = last.startsWith('--') && input[last.slice(2)]?.type === 'string';
  if (!waits || !(rest[0] ?? '-').startsWith('-')) return [...verbs, ...rest];
  const asksHelp = rest.some((word) => word === '--help' || word === '-h');
  return [...verbs.slice(0, -1), ...rest, ...(asksHelp ? [] : [last])];
}
