import { putEntry } from './add.ts';
import { type Memory, readMemory } from './sections.ts';
import { touchUpdated, updatedOf } from './updated.ts';

/** An entry as it stands in a file. */
interface Told {
  title: string;
  date: string;
  text: string;
  from: number;
  to: number;
}

/** Every entry by its section and its words. */
function entriesIn({ sections, lines }: Memory): Map<string, Told> {
  const found = new Map<string, Told>();
  for (const { key, title, entries } of sections) {
    for (const { date, from, to } of entries) {
      const own = lines.slice(from, to).map((line) => line.text);
      found.set(`${key}\n${own.join('\n')}`, { title, date: date ?? '', text: own.join('\n'), from, to });
    }
  }
  return found;
}

/** The text without some entries, and without the blank line that each brought. */
function without(text: string, { lines }: Memory, entries: readonly Told[]): string {
  const isBlank = (at: number): boolean => lines[at] === undefined || lines[at].kind === 'blank';
  const gone = new Set<number>();
  for (const { from, to } of entries) {
    for (let at = from; at < to; at++) gone.add(at);
    if (from > 0 && isBlank(from - 1) && isBlank(to)) gone.add(from - 1);
  }
  return lines.flatMap(({ start, end }, at) => (gone.has(at) ? [] : [text.slice(start, end)])).join('');
}

/**
 * A memory file that two branches changed: what else changed is merged by line, then each entry that either side has and
 * the common base has not is put under its heading, by date. By line alone where one of them has an open fence or comment.
 *
 * @param byLine merges three texts; null: they conflict
 * @returns null where they do beside the entries
 */
export function mergeMemory(
  byLine: (base: string, ours: string, theirs: string) => string | null,
  base: string,
  ours: string,
  theirs: string,
): string | null {
  const memories = [ours, theirs].map(readMemory);
  // Behind a fence or a comment that nobody closed it is unknown under which heading an entry stands.
  if ([readMemory(base), ...memories].some(({ lines }) => lines.some((line) => line.open)))
    return byLine(base, ours, theirs);
  const known = entriesIn(readMemory(base));
  const date = memories.map(updatedOf).sort().at(-1)!;
  const added = new Map<string, Told>();
  const rest = (text: string): string => {
    const memory = readMemory(text);
    const own = [...entriesIn(memory)].filter(([key]) => !known.has(key));
    for (const [key, entry] of own) if (!added.has(key)) added.set(key, entry);
    const plain = without(text, memory, own.map(([, entry]) => entry)); // biome-ignore format: one call
    return touchUpdated(plain, readMemory(plain), date);
  };
  const merged = byLine(rest(base), rest(ours), rest(theirs));
  if (merged === null) return null;
  return [...added.values()]
    .sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0))
    .reduce((text, { title, text: entry }) => putEntry(text, readMemory(text), title, entry), merged);
}
