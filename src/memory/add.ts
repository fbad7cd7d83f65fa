import { KaError } from '../lib/errors.ts';
import { nearest } from '../lib/nearest.ts';
import type { Line } from './lines.ts';
import { titleKey } from './lines.ts';
import { type Memory, readMemory, SECTIONS, type Section } from './sections.ts';
import { touchUpdated } from './updated.ts';

const MAX_ENTRY = 2000;

/** Short forms that nobody has to look up: `works`, `fails`, `threads`, `open`. */
function meantSection(wanted: string, memory: Memory): string {
  const key = titleKey(wanted);
  // The heading on top is the file's name.
  const own = memory.sections.filter(({ level, title }) => level > 1 && title !== '').map(({ title }) => title);
  const titles = [...new Set([...SECTIONS, ...own].map(titleKey))].map(
    (known) => [...SECTIONS, ...own].find((title) => titleKey(title) === known)!,
  );
  const exact = titles.find((title) => titleKey(title) === key);
  const begins = (word: string): boolean => word !== 'what' && word.startsWith(key);
  const part = key.length < 3 ? undefined : SECTIONS.find((title) => titleKey(title).split(' ').some(begins));
  const found = exact ?? part;
  if (found) return found;
  const near = nearest(wanted, [...titles, 'works', 'fails', 'open', 'threads']);
  throw new KaError(
    'unknown-section',
    `There is no section "${wanted.slice(0, 60)}" in the memory; it has ${titles.join(', ')}.${near ? ` Did you mean "${near}"?` : ''}`,
  );
}

/** One line, as a person would type it; a bullet in front of it is dropped. @throws KaError `bad-entry` */
export function entryText(text: string): string {
  const line = text
    .replace(/[\s\u0000-\u001f\u007f\u0085\u2028\u2029]+/g, ' ')
    .trim()
    .replace(/^[-*+] /, '');
  if (line === '') throw new KaError('bad-entry', 'The entry is empty.');
  if (line.length > MAX_ENTRY) {
    throw new KaError('bad-entry', `The entry has ${line.length} characters, at most ${MAX_ENTRY} are kept.`);
  }
  return line;
}

/** The line end that this file uses most. */
const lineEnd = (text: string): string => {
  const crlf = text.split('\r\n').length - 1;
  return crlf > 0 && crlf * 2 >= text.split('\n').length - 1 ? '\r\n' : '\n';
};

const plain = (text: string): string => text.replace(/\s+/g, ' ').trim();

const isEmpty = (line: Line | undefined): boolean => line === undefined || line.kind === 'blank';

/** Puts `inserted` (whole lines) before line `at`; a last line without a line end gets one first. */
function splice(text: string, memory: Memory, at: number, inserted: string, eol: string): string {
  const offset = memory.lines[at]?.start ?? text.length;
  const [before, after] = [text.slice(0, offset), text.slice(offset)];
  return before + (before === '' || before === '\uFEFF' || before.endsWith('\n') ? '' : eol) + inserted + after;
}

/** Where a section's next entry goes: after its last one, else after whatever stands under the heading. */
function addUnder(text: string, memory: Memory, section: Section, entry: string, eol: string): string {
  const last = section.entries.at(-1);
  const { lines } = memory;
  if (last && !lines[last.to - 1]?.open) return splice(text, memory, last.to, entry + eol, eol);
  let at = section.to;
  while (at > section.from && (isEmpty(lines[at - 1]) || lines[at - 1]!.open)) at--;
  return splice(text, memory, at, `${eol}${entry}${eol}${isEmpty(lines[at]) ? '' : eol}`, eol);
}

/** A new heading at the end; before a block that was never closed, which would swallow it. */
function addSection(text: string, memory: Memory, title: string, entry: string, eol: string): string {
  const open = memory.lines.findIndex((line) => line.open);
  const at = open < 0 ? memory.lines.length : open;
  const gap = at === 0 || isEmpty(memory.lines[at - 1]) ? '' : eol;
  return splice(text, memory, at, `${gap}## ${title}${eol}${eol}${entry}${eol}${open < 0 ? '' : eol}`, eol);
}

/** The text with one entry more, as it is to stand there: under its heading, which is made where it is missing. */
export function putEntry(text: string, memory: Memory, title: string, entry: string): string {
  const eol = lineEnd(text);
  const own = entry.replaceAll('\n', eol);
  const section = memory.sections.find(({ key }) => key === titleKey(title));
  return section ? addUnder(text, memory, section, own, eol) : addSection(text, memory, title, own, eol);
}

/**
 * The text of a memory file with one dated entry more; `text` is null if that section says so already. Apart from the new
 * line (with a heading where that is missing) and the date behind `updated:`, every byte stays.
 *
 * @param wanted a heading of the file or of the four known ones, or a word of it
 * @param date `yyyy-mm-dd`
 * @throws KaError `unknown-section`, `bad-entry`
 */
export function addEntry(
  text: string,
  wanted: string,
  said: string,
  date: string,
): { text: string | null; title: string } {
  const memory = readMemory(text);
  const title = meantSection(wanted, memory);
  const line = entryText(said);
  const sections = memory.sections.filter((section) => section.key === titleKey(title));
  if (sections.some(({ entries }) => entries.some((entry) => plain(entry.text) === line))) return { text: null, title };
  const added = putEntry(text, memory, title, `- ${date}: ${line}`);
  // The frontmatter stands above every insertion, so its offsets still hold.
  return { text: touchUpdated(added, memory, date), title };
}
