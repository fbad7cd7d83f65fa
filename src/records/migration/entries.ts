import { partsOf } from '../body.ts';
import { firstSentence } from '../words.ts';
import { itemsOf } from './items.ts';

/** One lesson of a file, as it stands there. */
export interface Entry {
  title: string;
  /** `2026-11-21`, where the entry begins with a day. */
  date: string | null;
  /** Markdown under its title. */
  text: string;
}

/** What a lesson file says, and what of it belongs to no entry. */
export interface LessonText {
  entries: Entry[];
  left: string[];
}

const DATE = /^[[(]?(\d{4}-\d{2}-\d{2})[\])]?(?:\s*[:,.–—-]+)?(?:\s+|$)/;

/** `2026-11-21: Title` and `[2026-11-21] Title` as their two parts. */
function splitDate(text: string): { date: string | null; rest: string } {
  const [lead = '', date = null] = DATE.exec(text) ?? [];
  return { date, rest: text.slice(lead.length).trim() };
}

const BOLD = /^\*\*(.+?)\*\*[:.]?\s*/s;

/** An item of a list: its bold beginning is the title, else its first sentence. */
function itemEntry(item: string, day: string | null): Entry {
  const { date, rest } = splitDate(item);
  const [bold, name] = BOLD.exec(rest) ?? [];
  const title = name ?? firstSentence(rest);
  const text = bold === undefined ? rest : rest.slice(bold.length);
  return { title: oneLine(title).replace(/[:.]$/, ''), date: date ?? day, text: text.trim() };
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** What stands under a heading: one entry, or an entry for each item where the heading is but a day. */
function headingEntries(title: string, text: string): Entry[] {
  const { date, rest } = splitDate(title);
  if (rest !== '') return [{ title: rest, date, text }];
  const { items, other } = itemsOf(text);
  return items.length > 0 && other === ''
    ? items.map((item) => itemEntry(item, date))
    : text === ''
      ? []
      : [itemEntry(text, date)];
}

/** Frontmatter and the page's own heading are no lessons. */
const withoutHead = (text: string): string => text.replace(/^---\n[\s\S]*?\n---\n/, '').replace(/^\s*# .*\n?/, '');

/** The entries of a lesson file: its headings of the second level, or the items of its lists where it has none. */
export function readLessons(text: string): LessonText {
  const parts = partsOf(withoutHead(text.replace(/\r\n?/g, '\n')));
  const loose = parts.filter(({ title }) => title === null).map((part) => part.text);
  const headed = parts.flatMap(({ title, text: under }) => (title === null ? [] : headingEntries(title, under)));
  if (headed.length > 0) return { entries: headed, left: loose };
  const { items, other } = itemsOf(loose.join('\n\n'));
  return { entries: items.map((item) => itemEntry(item, null)), left: other === '' ? [] : [other] };
}
