import { readBytes } from './files.ts';

const NEWLINE = 10;

/**
 * The parsed lines of a log's files in which a text stands as it is: much cheaper than parsing all of them. Lines that
 * are no JSON object are left out.
 *
 * @param text ASCII, such as an id
 */
export function findLines(files: readonly string[], text: string): Record<string, unknown>[] {
  const found: Record<string, unknown>[] = [];
  const needle = Buffer.from(text);
  for (const file of files) {
    const bytes = readBytes(file, Number.MAX_SAFE_INTEGER);
    if (!bytes) continue;
    for (let at = bytes.indexOf(needle); at !== -1; ) {
      const start = at === 0 ? 0 : bytes.lastIndexOf(NEWLINE, at) + 1;
      const newline = bytes.indexOf(NEWLINE, at);
      const end = newline === -1 ? bytes.length : newline;
      try {
        const value: unknown = JSON.parse(bytes.toString('utf8', start, end));
        if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
          found.push(value as Record<string, unknown>);
        }
      } catch {
        // A bad line; readers of the whole log count it.
      }
      at = bytes.indexOf(needle, end);
    }
  }
  return found;
}
