import type { Kind, Section } from './contract.ts';

const HEADING = /^## +(.+?) *#*$/;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;

/** A part of a body: a heading of the second level and what stands under it. `title` null: what stands before the first. */
export interface Part {
  title: string | null;
  text: string;
}

/** A text without empty lines around it; what its first line is indented by stays, for that may make it code. */
const tidy = (text: string): string => text.replace(/^(?:[^\S\n]*\n)+/, '').trimEnd();

/** The fence that stands open after a line. */
function fenceAfter(fence: string | null, line: string): string | null {
  const mark = FENCE.exec(line)?.[1];
  if (!mark) return fence;
  if (fence === null) return mark;
  return line.trim() === mark && mark.startsWith(fence) ? null : fence;
}

/** The parts of a body, in order; lines in code fences are no headings. */
export function partsOf(body: string): Part[] {
  const parts: { title: string | null; lines: string[] }[] = [{ title: null, lines: [] }];
  let fence: string | null = null;
  for (const line of body.split('\n')) {
    fence = fenceAfter(fence, line);
    const title = fence === null ? HEADING.exec(line)?.[1] : undefined;
    if (title !== undefined) parts.push({ title, lines: [] });
    else parts.at(-1)!.lines.push(line);
  }
  return parts
    .map(({ title, lines }) => ({ title, text: tidy(lines.join('\n')) }))
    .filter(({ title, text }) => title !== null || text !== '');
}

/** A text whose last code fence is closed: what follows it is no code. */
function closed(text: string): string {
  const fence = text.split('\n').reduce(fenceAfter, null as string | null);
  return fence === null ? text : `${text}\n${fence}`;
}

/** A body of its parts, without a line end at its end. */
export const bodyOf = (parts: readonly Part[]): string =>
  parts
    .map(({ title, text }, at) => ({ title, text: at < parts.length - 1 ? closed(text) : text }))
    .map(({ title, text }) => [title === null ? null : `## ${title}`, text].filter(Boolean).join('\n\n'))
    .join('\n\n');

const same = (a: string | null, b: string): boolean => a?.toLowerCase() === b.toLowerCase();

/** The text under a heading; empty if it is not there. */
export const sectionText = (body: string, title: string): string =>
  partsOf(body).find((part) => same(part.title, title))?.text ?? '';

/**
 * A body with the headings of its kind: text before any heading goes under the first, and each given section under its own.
 * The text of a kind without headings stays as it is.
 *
 * @param sections texts by heading; they replace what stands there
 * @returns Markdown with LF ends and one line end at its end; empty if nothing is said
 */
export function arrange(kind: Kind, body: string, sections: Readonly<Record<string, string>> = {}): string {
  const given = body.replace(/\r\n?/g, '\n');
  if (kind.sections.length === 0) return given.trim() === '' ? '' : `${given.trimEnd()}\n`;
  const parts = partsOf(given);
  const [first] = kind.sections;
  const loose = parts[0]?.title === null ? parts.shift()! : null;
  if (loose && first) {
    const at = parts.find(({ title }) => same(title, first.title));
    if (at) at.text = [loose.text, at.text].filter(Boolean).join('\n\n');
    else parts.unshift({ title: first.title, text: loose.text });
  } else if (loose) parts.unshift(loose);
  for (const [title, text] of Object.entries(sections)) {
    const at = parts.find((part) => same(part.title, title));
    if (at) at.text = tidy(text);
    else place(kind.sections, parts, { title, text: tidy(text) });
  }
  const text = bodyOf(parts);
  return text === '' ? '' : `${text}\n`;
}

/** A body in which this text stands under its heading; a new one comes last. */
export function withSection(body: string, { title, text }: { title: string; text: string }): string {
  const parts = partsOf(body);
  const at = parts.find((part) => same(part.title, title));
  if (at) at.text = tidy(text);
  else parts.push({ title, text: tidy(text) });
  return `${bodyOf(parts)}\n`;
}

/** Puts a new part where the kind has its heading: before the first of those that come later. */
export function place(order: readonly Section[], parts: Part[], part: Part): void {
  const rank = (title: string | null): number => {
    const at = order.findIndex((section) => same(title, section.title));
    return at < 0 ? order.length : at;
  };
  const at = parts.findIndex(({ title }) => title !== null && rank(title) > rank(part.title));
  parts.splice(at < 0 ? parts.length : at, 0, part);
}

/** The headings of the kind under which nothing stands. */
export const emptySections = (kind: Kind, body: string): string[] =>
  kind.sections.filter(({ title, optional }) => !optional && sectionText(body, title) === '').map(({ title }) => title);
