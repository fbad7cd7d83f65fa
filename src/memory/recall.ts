import type { Part, Unit } from './fit.ts';
import { titleKey } from './lines.ts';
import { readMemory, SECTIONS, type Section } from './sections.ts';

interface Remembered {
  unit: Unit;
  date: string;
  /** Place of the section among the headings of the brief. */
  group: number;
  /** Place in the file: of one date the later line is the newer one. */
  at: number;
}

/** The four known sections in their order, then whatever else a person added. */
function orderSections(sections: readonly Section[]): Section[] {
  const known = SECTIONS.map(titleKey);
  const rank = (section: Section): number => {
    const at = known.indexOf(section.key);
    return at < 0 ? known.length : at;
  };
  return [...sections].sort((a, b) => rank(a) - rank(b));
}

/** An entry as one block, its further lines indented as they stood. */
const entryUnit = (date: string | null, text: string, group: string): Unit => ({
  text: `- ${date ? `${date}: ` : ''}${text}`,
  group,
});

/** The heading that a file carries above everything else is its name, nothing learnt. */
const isTitle = (section: Section): boolean =>
  section.level === 1 && section.prose.length + section.entries.length === 0;

/**
 * What a memory file says, newest first over all sections; what has no date comes after what has one. Under its heading
 * each section keeps that order.
 */
export function recall(text: string): Part {
  const found: Remembered[] = [];
  const titles: string[] = [];
  for (const section of orderSections(readMemory(text).sections)) {
    if (isTitle(section)) continue;
    const title = section.title || 'Other';
    if (!titles.includes(title)) titles.push(title);
    const group = titles.indexOf(title);
    for (const entry of section.entries) {
      found.push({ unit: entryUnit(entry.date, entry.text, title), date: entry.date ?? '', group, at: entry.from });
    }
    for (const prose of section.prose) {
      found.push({ unit: { text: prose, group: title }, date: '', group, at: -section.from });
    }
  }
  found.sort((a, b) => (a.date === b.date ? compareUndated(a, b) : a.date < b.date ? 1 : -1));
  return {
    title: 'Memory',
    heading: '## Memory',
    noun: 'entries',
    units: found.map(({ unit }) => unit),
    layout: (units) => layOutGroups(units, titles),
  };
}

/** Of one day the later line first; without any date in the order of the file. */
const compareUndated = (a: Remembered, b: Remembered): number =>
  a.date === '' ? a.group - b.group || a.at - b.at : b.at - a.at;

function layOutGroups(units: readonly Unit[], titles: readonly string[]): string {
  const groups = titles
    .map((title) => ({ title, own: units.filter((unit) => unit.group === title) }))
    .filter(({ own }) => own.length > 0);
  return groups.map(({ title, own }) => `### ${title}\n\n${own.map((unit) => unit.text).join('\n')}`).join('\n\n');
}
