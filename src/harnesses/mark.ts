import { sha256 } from '../lib/sha256.ts';

/**
 * What an exported agent file says about itself, in a comment line of its frontmatter: there it costs the agent no
 * tokens, and a harness that reads YAML does not see it.
 */
export interface Mark {
  /** Path of the definition, relative to the project root. */
  source: string;
  /** SHA-256 of the definition at the time of the export. */
  sourceHash: string;
  /** SHA-256 of the exported text without this line: tells whether somebody edited it since. */
  textHash: string;
}

const LINE = /^# Exported by ka from (.+); edit that file\. source:([0-9a-f]{64}) text:([0-9a-f]{64})\n/m;

/** SHA-256 (hex) of a text file with LF line ends, so that a checkout on Windows has the same. */
export const hashOfText = (text: string): string => sha256(text.replaceAll('\r\n', '\n'));

/** Puts the mark below the opening `---` of `text`, which must start with frontmatter. */
export function addMark(text: string, source: string, sourceHash: string): string {
  const line = `# Exported by ka from ${source}; edit that file. source:${sourceHash} text:${hashOfText(text)}\n`;
  return text.replace('---\n', () => `---\n${line}`);
}

/** The mark of an exported file and whether the text is still as ka wrote it; null for any other file. */
export function readMark(text: string): (Mark & { edited: boolean }) | null {
  const plain = text.replaceAll('\r\n', '\n');
  if (!plain.startsWith('---\n# Exported by ka from ')) return null;
  const found = LINE.exec(plain);
  if (found?.index !== 4) return null;
  const [line, source, sourceHash, textHash] = found as unknown as [string, string, string, string];
  return { source, sourceHash, textHash, edited: hashOfText(plain.replace(line, () => '')) !== textHash };
}
