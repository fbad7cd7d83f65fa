import { KaError } from '../../lib/errors.ts';
import { type Media, mediaOf } from './media.ts';

/** The text of a document, as Markdown where it has headings. */
export interface Extracted {
  media: Media;
  /** How the text came out of the file. */
  method: 'native' | 'pdftext';
  text: string;
  /** What the document calls itself; null: nothing. */
  title: string | null;
}

/** So much text fits a record, which is read whole. */
const MAX_TEXT = 12 * 1024 * 1024;

function decode(name: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new KaError(
      'not-utf8',
      `${name} is not written in UTF-8.`,
      `iconv -f ISO-8859-1 -t UTF-8 ${name} > converted.txt`,
    );
  }
}

/** The first heading of a Markdown text. */
const headingOf = (text: string): string | null => /^#{1,3}[ \t]+(.+?)[ \t]*#*$/m.exec(text)?.[1] ?? null;

/**
 * Text as a record can hold it: LF line ends, no control characters, and nothing at the start of a line that would be
 * taken for a merge's conflict.
 */
const plainText = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(/(?![\t\n])\p{Cc}/gu, '')
    .replace(/^(?=<{7}[ \n]|>{7}[ \n])/gm, ' ')
    .replace(/^\n+/, '')
    .trimEnd();

async function read(name: string, bytes: Uint8Array): Promise<Extracted> {
  const media = mediaOf(name, bytes);
  if (media === 'pdf') {
    const { pdfText } = await import('./pdf.ts');
    return { media, method: 'pdftext', ...(await pdfText(name, bytes)) };
  }
  const text = decode(name, bytes);
  if (media === 'html') {
    const { htmlText } = await import('./html.ts');
    return { media, method: 'native', ...htmlText(text) };
  }
  return { media, method: 'native', text, title: media === 'markdown' ? headingOf(text) : null };
}

/**
 * The text of a file. Nothing in it is run or fetched.
 *
 * @param name of the file; it names it in what goes wrong
 * @throws KaError `binary-file`, `not-utf8`, `no-text`, `file-too-large`, `locked-pdf`, `bad-pdf`, `too-many-pages`
 */
export async function extractText(name: string, bytes: Uint8Array): Promise<Extracted> {
  const document = await read(name, bytes);
  const text = plainText(document.text);
  if (text.trim() === '') throw new KaError('no-text', `${name} holds no text.`);
  const size = Buffer.byteLength(text);
  if (size > MAX_TEXT)
    throw new KaError(
      'file-too-large',
      `${name} has ${size} bytes of text; at most ${MAX_TEXT} fit a record: split the file.`,
    );
  return { ...document, text };
}
