import { KaError } from '../../lib/errors.ts';
import { literal } from './literal.ts';

const MAX_PAGES = 500;

/** One piece of a page as pdf.js tells it. */
interface Item {
  str?: string;
  hasEOL?: boolean;
}

const pageText = (items: readonly Item[]): string =>
  items
    .map(({ str = '', hasEOL }) => `${str}${hasEOL ? '\n' : ''}`)
    .join('')
    .replace(/[ \t]+$/gm, '')
    .trim();

const failed = (name: string, error: unknown): KaError =>
  error instanceof Error && error.name === 'PasswordException'
    ? new KaError('locked-pdf', `${name} is locked with a password.`)
    : new KaError(
        'bad-pdf',
        `${name} cannot be read as PDF: ${error instanceof Error ? error.message : String(error)}`,
      );

/**
 * The text of a PDF by pdf.js, each page under a heading of its number. A page of pictures has none.
 *
 * @throws KaError `locked-pdf`, `bad-pdf`, `too-many-pages`
 */
export async function pdfText(name: string, bytes: Uint8Array): Promise<{ text: string; title: string | null }> {
  // More than a megabyte of code, which nothing else needs.
  const { getDocumentProxy } = await import('unpdf');
  // pdf.js takes the bytes over, and would warn on the terminal.
  const document = await getDocumentProxy(new Uint8Array(bytes), { verbosity: 0 }).catch((error: unknown) => {
    throw failed(name, error);
  });
  try {
    if (document.numPages > MAX_PAGES)
      throw new KaError(
        'too-many-pages',
        `${name} has ${document.numPages} pages; at most ${MAX_PAGES} are taken in: split it.`,
      );
    const pages: string[] = [];
    for (let number = 1; number <= document.numPages; number++) {
      const page = await document.getPage(number);
      const text = pageText((await page.getTextContent()).items as Item[]);
      if (text !== '') pages.push(`## Page ${number}\n\n${literal(text)}`);
      page.cleanup();
    }
    const { info } = await document.getMetadata();
    const title = (info as { Title?: unknown }).Title;
    return { text: pages.join('\n\n'), title: typeof title === 'string' && title.trim() ? title.trim() : null };
  } catch (error) {
    throw error instanceof KaError ? error : failed(name, error);
  } finally {
    await document.destroy();
  }
}
