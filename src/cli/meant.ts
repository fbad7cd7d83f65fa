import { commands, groups } from '../commands/index.ts';
import { KaError } from '../lib/errors.ts';
import { nearest, nearestOrBegun } from '../lib/nearest.ts';
import { shellWord } from '../lib/shell-word.ts';
import { wordTable } from '../lib/word-table.ts';
import { fitting } from './slips.ts';

/** What other programs call things that ka calls otherwise. */
const ALSO = wordTable({
  status: 'doctor',
  setup: 'init',
  uninstall: 'init --remove',
  remove: 'init --remove',
  version: '--version',
  stats: 'metrics list',
  learn: 'memory add',
});

/** `record` -> `metrics record`: the commands whose last word it is. */
const endingWith = (word: string): string[] => Object.keys(commands).filter((key) => key.split(' ')[1] === word);

/** Commands that were probably meant, the likeliest first, and how many of the words stand for them. */
interface Meant {
  keys: readonly string[];
  used: 1 | 2;
}

function meant(first: string, second: string): Meant {
  const keys = Object.keys(commands);
  if (first in groups) {
    const elsewhere = endingWith(second);
    // The group is right: only the second word may be wrong, and only by a third of itself.
    const own = keys.filter((key) => key.startsWith(`${first} `)).map((key) => key.slice(first.length + 1));
    const near = nearestOrBegun(second, own);
    return { keys: near ? [`${first} ${near}`] : elsewhere.length === 1 ? elsewhere : [], used: 2 };
  }
  const own = endingWith(first);
  if (own.length > 0) return { keys: own, used: 1 };
  const also = ALSO[first];
  if (also) return { keys: [also], used: 1 };
  // `metric show`: the group is misspelt.
  const pair = second === '' ? null : nearest(`${first} ${second}`, keys);
  if (pair?.includes(' ')) return { keys: [pair], used: 2 };
  const single = nearestOrBegun(first, [
    ...keys.filter((key) => !key.includes(' ')),
    ...Object.keys(groups),
    ...Object.keys(ALSO),
  ]);
  if (single) return { keys: [ALSO[single] ?? single], used: 1 };
  const last = nearest(first, new Set(keys.flatMap((key) => key.split(' ').slice(1))));
  return { keys: last ? endingWith(last) : [], used: 1 };
}

/** The line with the command that was meant and the words that followed; its help where words are missing. */
async function lineOf(key: string, rest: readonly string[]): Promise<string> {
  const line = ['ka', key, ...rest.map(shellWord)].join(' ');
  const needed = (await commands[key]?.())?.default.required?.length ?? 0;
  return needed > 0 && rest.length === 0 ? `ka ${key} --help` : fitting(line, `ka ${key} --help`);
}

/** What to say to words that name no command: the command that was meant. */
export async function unknownCommand(words: readonly string[]): Promise<KaError> {
  const named = words.filter((word) => !word.startsWith('-'));
  const [first = '', second = ''] = named;
  const { keys, used } = meant(first.toLowerCase(), second.toLowerCase());
  const [best] = keys;
  const inGroup = first in groups;
  const said = inGroup ? `${first} ${second}` : first;
  const several = keys.length > 1 ? ` There are ${keys.map((key) => `ka ${key}`).join(', ')}.` : '';
  const rest = words.filter((word) => !named.slice(0, used).includes(word));
  const hint = best ? await lineOf(best, rest) : `ka ${inGroup ? `${first} ` : ''}--help`;
  return new KaError('unknown-command', `There is no command "${said.slice(0, 60)}".${several}`, hint);
}
