/** One line of a memory file, with its place in the text. */
export interface Line {
  /** Offset of its first character. */
  start: number;
  /** Offset after its line end. */
  end: number;
  /** Without its line end. */
  text: string;
  /** `aside`: frontmatter, a code fence or an HTML comment, where nothing is a heading or an entry. */
  kind: 'blank' | 'heading' | 'aside' | 'text';
  /** Headings only: 1 to 6, and the title as it is compared. */
  level: number;
  title: string;
  /** The block of lines (fence, comment, frontmatter) was never closed: it runs to the end of the file. */
  open: boolean;
}

/** What people may write for one section: case, signs and spaces do not count. */
export function titleKey(title: string): string {
  const lower = title.toLowerCase();
  // Making the second expression takes longer than all else of a brief.
  const plain = /[^\x00-\x7f]/.test(lower) ? lower.replace(/[^\p{L}\p{N}]+/gu, ' ') : lower.replace(/[^a-z0-9]+/g, ' ');
  return plain.trim();
}

const FENCE = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})/;
const HEADING = /^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$/;
const UNDERLINE = /^ {0,3}(=+|-{2,})[ \t]*$/;

function* splitLines(text: string): Generator<{ start: number; end: number; text: string }> {
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline + 1;
    const stop = newline < 0 ? end : newline;
    yield { start, end, text: text.slice(start, text[stop - 1] === '\r' && stop > start ? stop - 1 : stop) };
    start = end;
  }
}

/** The line number after the frontmatter's closing line; 0 without frontmatter. */
function frontmatterEnd(lines: readonly { text: string }[]): number {
  if (!/^---[ \t]*$/.test(lines[0]?.text.replace('\uFEFF', '') ?? '')) return 0;
  const close = lines.findIndex((line, i) => i > 0 && /^(---|\.\.\.)[ \t]*$/.test(line.text));
  return close < 0 ? 0 : close + 1;
}

/**
 * Reads Markdown line by line, by the rules of CommonMark that matter here: fences, HTML comments, headings (an
 * underlined one only where `known` has its title, since a list above a rule looks the same).
 */
export function readLines(text: string, known: ReadonlySet<string>): Line[] {
  const raw = [...splitLines(text)];
  const front = frontmatterEnd(raw);
  const lines: Line[] = [];
  let close: ((line: string) => boolean) | null = null;
  let opened = 0;
  for (const [i, { start, end, text: content }] of raw.entries()) {
    const line: Line = { start, end, text: content, kind: 'text', level: 0, title: '', open: false };
    lines.push(line);
    if (i < front) line.kind = 'aside';
    else if (close) {
      line.kind = 'aside';
      if (close(content)) close = null;
    } else if (content.replace('\uFEFF', '').trim() === '') line.kind = 'blank';
    else {
      close = blockEnd(content);
      if (close) [line.kind, opened] = ['aside', i];
      else if (/^ {0,3}<!--/.test(content)) line.kind = 'aside';
      else readHeading(lines, known);
    }
  }
  if (close) for (const line of lines.slice(opened)) line.open = true;
  return lines;
}

/** For a line that opens a fence or a comment of several lines: how its end is known. */
function blockEnd(content: string): ((line: string) => boolean) | null {
  const fence = FENCE.exec(content)?.[1] ?? /^[ \t]*(?:[-*+]|\d+[.)])?[ \t]+(`{3,}(?=[^`]*$)|~{3,})/.exec(content)?.[1];
  if (fence) {
    return (line) => {
      const mark = line.trim();
      return mark.length >= fence.length && mark === fence[0]!.repeat(mark.length);
    };
  }
  const comment = /^ {0,3}<!--/.test(content) && !content.includes('-->');
  return comment ? (line) => line.includes('-->') : null;
}

function readHeading(lines: Line[], known: ReadonlySet<string>): void {
  const line = lines.at(-1)!;
  const found = HEADING.exec(line.text.replace('\uFEFF', ''));
  if (found) {
    [line.kind, line.level, line.title] = ['heading', found[1]!.length, titleKey(found[2] ?? '')];
    return;
  }
  const above = lines.at(-2);
  if (above?.kind !== 'text' || !UNDERLINE.test(line.text) || !known.has(titleKey(above.text))) return;
  for (const part of [above, line]) {
    [part.kind, part.level, part.title] = ['heading', line.text.includes('=') ? 1 : 2, titleKey(above.text)];
  }
}
