/** How a file marks what a program wrote into it. */
export interface BlockStyle {
  open: string;
  close: string;
}

export const HASH_BLOCK: BlockStyle = { open: '# ka:start (kept by ka init)', close: '# ka:end' };
export const MARKDOWN_BLOCK: BlockStyle = { open: '<!-- ka:start (kept by ka init) -->', close: '<!-- ka:end -->' };

const newlineOf = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n');

/** Where the block stands: from its first to its last character, without line ends. Null if there is none. */
function findBlock(text: string, style: BlockStyle): { start: number; end: number } | null {
  const start = text.indexOf(style.open);
  const close = start < 0 ? -1 : text.indexOf(style.close, start);
  return close < 0 ? null : { start, end: close + style.close.length };
}

/**
 * A text with the block of `lines`, renewed where it stands, else put at the end. `removeBlock` undoes it to the byte;
 * for that, a text without a newline at its end keeps none.
 */
export function setBlock(text: string | null, lines: readonly string[], style: BlockStyle): string {
  const newline = newlineOf(text ?? '');
  const block = [style.open, ...lines, style.close].join(newline);
  if (text === null) return `${block}\n`;
  const there = findBlock(text, style);
  if (there) return text.slice(0, there.start) + block + text.slice(there.end);
  if (text === '') return block;
  return text.endsWith('\n') ? text + newline + block + newline : text + newline + newline + block;
}

/** A text without the block, as it was before `setBlock`; null where the block was the whole file. */
export function removeBlock(text: string, style: BlockStyle): string | null {
  const there = findBlock(text, style);
  if (!there) return text;
  const [before, after] = [text.slice(0, there.start), text.slice(there.end)];
  if (before === '') return after === '\n' ? null : after.replace(/^\r?\n/, '');
  const lead = after === '' ? /(?:\r?\n){0,2}$/ : /(?:\r?\n)?$/;
  return before.replace(lead, '') + after.replace(/^\r?\n/, '');
}

/** The lines of the block; null if there is none. */
export function readBlock(text: string, style: BlockStyle): string[] | null {
  const there = findBlock(text, style);
  return there && text.slice(there.start, there.end).split(/\r?\n/).slice(1, -1);
}
