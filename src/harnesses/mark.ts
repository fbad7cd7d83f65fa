import { sha256 } from '../lib/sha256.ts';

/**
 * What an exported agent file says about itself, in a comment: there it costs the agent no tokens, and the harness does
 * not see it (but for plain Markdown, where it is a comment of HTML).
 */
export interface Mark {
  /** Path of the definition, relative to the project root. */
  source: string;
  /** SHA-256 of the definition at the time of the export. */
  sourceHash: string;
  /** SHA-256 of the exported text without this line: tells whether somebody edited it since. */
  textHash: string;
}

/** Where the line stands: below the opening `---` of frontmatter, at the top of TOML or YAML, at the top of Markdown. */
export type MarkStyle = 'frontmatter' | 'hash' | 'html';

const OPENING: Readonly<Record<MarkStyle, string>> = { frontmatter: '---\n', hash: '', html: '' };
const LINE =
  /^(---\n)?(?:# |<!-- )Exported by ka from (.+); edit that file\. source:([0-9a-f]{64}) text:([0-9a-f]{64})(?: -->)?\n/;

/** SHA-256 (hex) of a text file with LF line ends, so that a checkout on Windows has the same. */
export const hashOfText = (text: string): string => sha256(text.replaceAll('\r\n', '\n'));

/** Puts the mark into `text`, which starts with frontmatter where the style is that. */
export function addMark(text: string, source: string, sourceHash: string, style: MarkStyle = 'frontmatter'): string {
  const words = `Exported by ka from ${source}; edit that file. source:${sourceHash} text:${hashOfText(text)}`;
  const line = style === 'html' ? `<!-- ${words} -->\n` : `# ${words}\n`;
  const opening = OPENING[style];
  return `${opening}${line}${text.slice(opening.length)}`;
}

/** The mark of an exported file and whether the text is still as ka wrote it; null for any other file. */
export function readMark(text: string): (Mark & { edited: boolean }) | null {
  const plain = text.replaceAll('\r\n', '\n');
  const found = LINE.exec(plain);
  if (!found) return null;
  const [line, opening = '', source, sourceHash, textHash] = found as unknown as [string, ...string[]];
  const rest = opening + plain.slice(line.length);
  return { source: source!, sourceHash: sourceHash!, textHash: textHash!, edited: hashOfText(rest) !== textHash };
}
