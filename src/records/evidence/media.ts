import { KaError } from '../../lib/errors.ts';

/** What sort of document a file is. */
export type Media = 'text' | 'markdown' | 'html' | 'pdf';

/** The sort of a file by what it holds, then by its name. @throws KaError `binary-file` */
export function mediaOf(name: string, bytes: Uint8Array): Media {
  const begins = Buffer.from(bytes.subarray(0, 1024)).toString('latin1').trimStart();
  if (begins.includes('%PDF-')) return 'pdf';
  if (bytes.includes(0)) {
    const wide = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
    const says = wide ? 'is written in UTF-16' : 'holds bytes that no text has';
    throw new KaError('binary-file', `${name} ${says}; only text is taken in, in UTF-8.`);
  }
  if (/\.x?html?$/i.test(name) || /^(?:\u00ef\u00bb\u00bf)?<(?:!doctype html|html)\b/i.test(begins)) return 'html';
  return /\.(?:md|mdx|markdown)$/i.test(name) ? 'markdown' : 'text';
}
