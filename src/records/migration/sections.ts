import type { Kind } from '../contract.ts';

const FENCE = /^ {0,3}(?:`{3,}|~{3,})/;
/** A heading of a kind is short: a line of a megabyte is not looked at. */
const LONGEST = 2_000;
const HEADING = /^#{3,6} +(.+?):? *#*$/;
const LABEL = /^(?:[-*] +)?\*{0,2}([A-Za-z][A-Za-z ]*?)(?:\*{2}:|:\*{2}|:)(?: +(.*))?$/;

/** What people call these headings in lesson files beside their own names. Source: public GOTCHA.md files. */
const ALSO: Readonly<Record<string, readonly string[]>> = {
  'Root cause': ['why it happens', 'why this happens'],
  Correction: ['fix', 'solution'],
};

/**
 * An entry's text with the headings of its kind: `### Root cause`, `**Cause:** …` and `**Fix:** …` begin a section
 * of it, up to the next.
 *
 * @returns texts by heading of the kind; `body`: what stands before the first
 */
export function splitSections(kind: Kind, text: string): { body: string; sections: Record<string, string> } {
  const titles = new Map(
    kind.sections.flatMap(({ title, flag }) =>
      [title, ...(flag ? [flag] : []), ...(ALSO[title] ?? [])].map((name) => [name.toLowerCase(), title]),
    ),
  );
  const body: string[] = [];
  const sections: Record<string, string[]> = {};
  let under = body;
  let fenced = false;
  for (const line of text.split('\n')) {
    if (FENCE.test(line)) fenced = !fenced;
    const plain = fenced || line.length > LONGEST;
    const [, name = '', rest] = (plain ? null : (HEADING.exec(line) ?? LABEL.exec(line))) ?? [];
    const title = titles.get(name.trim().toLowerCase());
    if (title === undefined) under.push(line);
    else {
      under = sections[title] ??= [];
      if (rest) under.push(rest);
    }
  }
  const said = Object.entries(sections).map(([title, lines]) => [title, lines.join('\n').trim()]);
  return { body: body.join('\n').trim(), sections: Object.fromEntries(said) };
}
