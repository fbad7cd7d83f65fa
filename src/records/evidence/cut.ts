/** A piece of a text, cut where its structure allows. */
export interface Chunk {
  /** From 0. */
  index: number;
  /** Its place in the text, in UTF-16 code units: from (inclusive), to (exclusive). */
  start: number;
  end: number;
  /** The headings above it, the widest first. */
  headings: string[];
}

/** A chunk has about so many characters at most; only a block of code may be longer, as it is never cut. */
const LENGTH = 1000;

/** Indented, too: in a list. */
const FENCE = /^[ \t]*(`{3,}(?=[^`]*$)|~{3,})/;
const HEADING = /^ {0,3}(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*$/;

/** What stays together if it can: a paragraph, a list, a block of code; or a heading. */
interface Block {
  start: number;
  end: number;
  level: number;
  title: string;
  code: boolean;
}

/** The blocks of a text in order. `headings` false: a plain text, in which `#` begins no heading and a fence no code. */
function blocksOf(text: string, headings: boolean): Block[] {
  const blocks: Block[] = [];
  let open: Block | null = null;
  let fence: string | null = null;
  for (let at = 0; at < text.length; ) {
    const stop = text.indexOf('\n', at);
    const end = stop < 0 ? text.length : stop;
    const line = text.slice(at, end);
    const mark = headings ? FENCE.exec(line)?.[1] : undefined;
    const [, hashes, title] = headings && fence === null ? (HEADING.exec(line) ?? []) : [];
    if (fence !== null) {
      open!.end = end;
      if (mark?.startsWith(fence) && line.trim() === mark) [fence, open] = [null, null];
    } else if (mark) {
      fence = mark;
      open = { start: at, end, level: 0, title: '', code: true };
      blocks.push(open);
    } else if (hashes) {
      blocks.push({ start: at, end, level: hashes.length, title: title!, code: false });
      open = null;
    } else if (line.trim() === '') open = null;
    else if (open) open.end = end;
    else {
      open = { start: at, end, level: 0, title: '', code: false };
      blocks.push(open);
    }
    at = end + 1;
  }
  return blocks;
}

/** Where a piece may end: after a line, a sentence, a word. */
const ENDS = [/\n/g, /[.!?]["')\]]*\s/g, /\s/g];

/** Ends of pieces of a long paragraph, each at the best place that leaves no crumb; never within a character. */
function splitLong(text: string, start: number, end: number): number[] {
  const ends: number[] = [];
  for (let from = start; end - from > LENGTH; from = ends.at(-1)!) {
    const window = text.slice(from, from + LENGTH);
    const places = ENDS.map((place) => [...window.matchAll(place)].at(-1)).map((last) =>
      last ? last.index + last[0].length : 0,
    );
    const inPair = /[\ud800-\udbff]$/.test(window) ? 1 : 0;
    ends.push(from + (places.find((place) => place > LENGTH / 4) ?? LENGTH - inPair));
  }
  return [...ends, end];
}

/**
 * Cuts a text into chunks by its headings and paragraphs. Paragraphs of one section join up to about 1,000 characters, a
 * longer one is cut at a line, a sentence or a word; a block of code never is. A heading stands with what follows it.
 *
 * @param headings false: a plain text without Markdown
 */
export function cutText(text: string, headings = true): Chunk[] {
  const chunks: Chunk[] = [];
  const path: { level: number; title: string }[] = [];
  let heading: Block | null = null;
  let open: Chunk | null = null;
  const push = (start: number, end: number): Chunk => {
    const chunk = { index: chunks.length, start, end, headings: path.map(({ title }) => title) };
    chunks.push(chunk);
    return chunk;
  };
  for (const block of blocksOf(text, headings)) {
    if (block.level > 0) {
      // A heading over a deeper one is found by its path; one over nothing would be lost.
      if (heading && block.level <= heading.level) push(heading.start, heading.end);
      while ((path.at(-1)?.level ?? 0) >= block.level) path.pop();
      path.push({ level: block.level, title: block.title });
      [heading, open] = [block, null];
      continue;
    }
    const start: number = heading?.start ?? block.start;
    heading = null;
    if (open && block.end - open.start <= LENGTH) {
      open.end = block.end;
      continue;
    }
    const ends = block.code ? [block.end] : splitLong(text, start, block.end);
    let from = start;
    for (const end of ends) {
      open = push(from, end);
      from = end;
    }
  }
  if (heading) push(heading.start, heading.end);
  return chunks;
}
