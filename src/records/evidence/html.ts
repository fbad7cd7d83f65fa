import { Parser } from 'htmlparser2';
import { literal } from './literal.ts';

/** What is no text of the document. */
const LEFT_OUT = new Set(['script', 'style', 'template', 'noscript', 'svg', 'iframe', 'object', 'nav']);
/** Elements that text does not flow through. */
const BLOCKS = new Set(
  'address article aside blockquote body dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main ol p pre section summary table tr ul'.split(
    ' ',
  ),
);
/** These stand below each other without a blank line. */
const TIGHT = new Set(['li', 'tr']);
const HEADING = /^h([1-6])$/;

interface Block {
  text: string;
  tight: boolean;
}

/** Code as a block of its own, between fences longer than any in it. */
function fenced(code: string): string {
  const longest = Math.max(2, ...[...code.matchAll(/`{3,}/g)].map(([{ length }]) => length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}\n${code.replace(/^\n/, '').trimEnd()}\n${fence}`;
}

/**
 * The text of an HTML page as Markdown: headings, paragraphs, items of lists, rows of tables, code. Nothing is run or
 * fetched; what a browser does not show is left out.
 *
 * @returns its text, and its title if it has one
 */
export function htmlText(html: string): { text: string; title: string | null } {
  const blocks: Block[] = [];
  const open: string[] = [];
  let [line, title, code] = ['', '', null as string | null];
  let hidden: { name: string; depth: number } | null = null;

  const flush = (): void => {
    const text = line
      .split('\n')
      .map((one) => one.replace(/ +/g, ' ').trim())
      .join('\n')
      .trim();
    line = '';
    if (text === '') return;
    const level = open.map((name) => HEADING.exec(name)?.[1]).find(Boolean);
    const inside = open.findLast((name) => TIGHT.has(name) || BLOCKS.has(name)) ?? '';
    const shown = level ? `${'#'.repeat(Number(level))} ${text.replaceAll('\n', ' ')}` : literal(text);
    blocks.push({ text: inside === 'li' ? `- ${shown}` : shown, tight: TIGHT.has(inside) });
  };

  const parser = new Parser({
    onopentag(name, attributes) {
      if (hidden) {
        if (name === hidden.name) hidden.depth++;
        return;
      }
      if (LEFT_OUT.has(name) || 'hidden' in attributes) {
        hidden = { name, depth: 1 };
        return;
      }
      if (BLOCKS.has(name)) flush();
      if (name === 'pre') code = '';
      if (name === 'br') line += '\n';
      if ((name === 'td' || name === 'th') && line.trim() !== '') line += ' | ';
      open.push(name);
    },
    ontext(text) {
      if (hidden) return;
      if (open.includes('title')) title += text;
      else if (code !== null) code += text;
      else line += text.replace(/\s+/g, ' ');
    },
    onclosetag(name) {
      if (hidden) {
        if (name === hidden.name && --hidden.depth === 0) hidden = null;
        return;
      }
      if (name === 'pre' && code !== null) {
        if (code.trim() !== '') blocks.push({ text: fenced(code), tight: false });
        code = null;
      } else if (BLOCKS.has(name)) flush();
      const at = open.lastIndexOf(name);
      if (at >= 0) open.splice(at);
    },
  });
  parser.end(html);
  flush();
  const text = blocks.map((block, at) => {
    const before = blocks[at - 1];
    return `${before ? (before.tight && block.tight ? '\n' : '\n\n') : ''}${block.text}`;
  });
  return { text: text.join(''), title: title.replace(/\s+/g, ' ').trim() || null };
}
