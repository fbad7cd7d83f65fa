import { type Line, readLines, titleKey } from './lines.ts';

/** The headings of `memory.md`, in their order (design.md 3.4). */
export const SECTIONS = ['What works', 'What fails', 'Open threads', 'Notes'] as const;

/** One item of a list: what the agent learnt, and when. */
export interface Entry {
  date: string | null;
  /** Without bullet and date, line ends as in the file. */
  text: string;
  /** Line numbers, the second one after the last. */
  from: number;
  to: number;
}

/** A heading with what stands under it, up to the next heading of any level. */
export interface Section {
  /** As it is compared: see `titleKey`. Empty for the text above the first heading. */
  key: string;
  /** As it is written. */
  title: string;
  level: number;
  /** Line numbers: the first line under the heading, and the one after the last. */
  from: number;
  to: number;
  entries: Entry[];
  /** Paragraphs and code beside the list, as they stand. */
  prose: string[];
}

export interface Memory {
  lines: Line[];
  sections: Section[];
}

const KNOWN: ReadonlySet<string> = new Set(SECTIONS.map(titleKey));
const ITEM = /^( {0,3})(?:[-*+]|\d{1,9}[.)])[ \t]+(?=\S)/;
const RULE = /^ {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$/;
const CONFLICT = /^(<{7}|={7}|>{7}|\|{7})(\s|$)/;
/** `2026-11-21: `, also as people write it: `**2026-11-21**`, `(2026-11-21)`, `[x] 2026-11-21 - `. */
const DAY = String.raw`(\d{4}-\d{2}-\d{2})`;
const DATE = new RegExp(
  String.raw`^(?:\[[ xX]\][ \t]+)?(?:\*\*${DAY}:?\*\*|[[(]${DAY}[\])]|${DAY}(?:T[\d:.]+Z?)?)(?:[ \t]*(?::|,|–|—|-(?=\s))|(?=\s)|$)[ \t]*`,
);

/** Reads a memory file, also one that was edited by hand: nothing in it is an error. */
export function readMemory(text: string): Memory {
  const lines = readLines(text, KNOWN);
  const sections: Section[] = [];
  let section: Section = { key: '', title: '', level: 0, from: 0, to: 0, entries: [], prose: [] };
  for (const [i, line] of lines.entries()) {
    if (line.kind === 'heading') {
      // The two lines of an underlined heading are one.
      const underline = lines[i - 1]?.kind === 'heading' && !/^ {0,3}#/.test(line.text.replace('\uFEFF', ''));
      if (underline) {
        section.from = section.to = i + 1;
        continue;
      }
      sections.push(section);
      const title = line.text.replace(/^\uFEFF?[ #]*/, '').replace(/[ \t]+#*[ \t]*$/, '');
      section = { key: line.title, title, level: line.level, from: i + 1, to: i + 1, entries: [], prose: [] };
    } else section.to = i + 1;
  }
  sections.push(section);
  for (const part of sections) readBlocks(lines, part);
  return { lines, sections };
}

/** Splits what stands under a heading into the entries of its lists and the rest. */
function readBlocks(lines: readonly Line[], section: Section): void {
  let item: { from: number; indent: number } | null = null;
  let prose: string[] = [];
  const endItem = (to: number): void => {
    if (item) section.entries.push(readEntry(lines, item.from, to));
    item = null;
  };
  const endProse = (): void => {
    if (prose.some((line) => line.trim() !== '')) section.prose.push(prose.join('\n').replace(/^\n+|\s+$/g, ''));
    prose = [];
  };
  let after = section.from;
  for (let i = section.from; i < section.to; i++) {
    const line = lines[i]!;
    if (line.kind === 'blank') {
      if (!item) prose.push('');
      continue;
    }
    const indent = /^[ \t]*/.exec(line.text)![0].replaceAll('\t', '    ').length;
    const bullet =
      !RULE.test(line.text) && ITEM.test(line.text) && (line.kind === 'text' || /^[ \t]*[-*+\d]/.test(line.text));
    if (item && continues(lines, i, indent, item.indent, bullet)) {
      after = i + 1;
      continue;
    }
    endItem(after);
    if (bullet) {
      endProse();
      item = { from: i, indent };
      after = i + 1;
    } else if (!CONFLICT.test(line.text) && !RULE.test(line.text) && !isHidden(lines, i)) prose.push(line.text);
  }
  endItem(after);
  endProse();
}

/** A list item goes on with indented lines and with lines that follow it without a blank one. */
function continues(lines: readonly Line[], at: number, indent: number, own: number, bullet: boolean): boolean {
  const { text, kind } = lines[at]!;
  if (bullet) return indent > own + 1;
  if (indent > own + 1) return true;
  const lazy = lines[at - 1]?.kind !== 'blank';
  if (kind === 'aside') return lazy && lines[at - 1]?.kind === 'aside' && !/^ {0,3}(`{3}|~{3}|<!--)/.test(text);
  return lazy && !RULE.test(text) && !CONFLICT.test(text);
}

/** Frontmatter and comments are not for reading; code is. */
function isHidden(lines: readonly Line[], at: number): boolean {
  if (lines[at]!.kind !== 'aside') return false;
  let first = at;
  while (lines[first - 1]?.kind === 'aside') first--;
  return !/^ {0,3}(`{3}|~{3})/.test(lines[first]!.text);
}

function readEntry(lines: readonly Line[], from: number, to: number): Entry {
  const whole = lines
    .slice(from, to)
    .map((line) => line.text)
    .join('\n')
    .replace(ITEM, '')
    .trimEnd();
  const date = DATE.exec(whole);
  return { date: date?.slice(1).find(Boolean) ?? null, text: date ? whole.slice(date[0].length) : whole, from, to };
}
