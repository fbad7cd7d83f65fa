import matter from 'gray-matter';
import { KaError } from '../../lib/errors.ts';
import { parseMapping } from './yaml.ts';

export { parseConfig } from './config-text.ts';
export { parseYaml, stringifyYaml } from './yaml.ts';

export interface Doc {
  data: Record<string, unknown>;
  /** Everything after the closing fence and its line end. */
  body: string;
  /** What stands between the fences, as it is, without the last line end; null without frontmatter. */
  frontmatter: string | null;
}

const refuse = (language: string) => () => {
  throw new KaError('bad-frontmatter', `Frontmatter in ${language} is not read, only YAML.`);
};

// gray-matter evaluates `---js` by default, and `js: false` falls through to its alias. Any option turns its cache off.
const OPTIONS = {
  language: 'yaml',
  engines: {
    // The splitter leaves half of a CRLF behind.
    yaml: { parse: (raw: string) => parseMapping(raw.replace(/\r$/, '')) },
    javascript: { parse: refuse('JavaScript') },
    json: { parse: refuse('JSON') },
    coffee: { parse: refuse('CoffeeScript') },
    toml: { parse: refuse('TOML') },
  },
};

/** The fences must be exactly `---`: the splitter would take a language after the first and any rest after the last. */
function checkFences(text: string): boolean {
  const first = /^---([^\r\n]*)/.exec(text);
  if (!first || first[1]!.startsWith('-')) return false;
  if (first[1]!.trim() !== '') refuse(`"${first[1]!.trim().slice(0, 40)}"`)();
  const close = /\n---([^\r\n]*)/.exec(text);
  if (!close) throw new KaError('bad-frontmatter', "The frontmatter has no closing line '---'.");
  if (close[1]!.trim() !== '') {
    const line = text.slice(0, close.index + 1).split('\n').length;
    throw new KaError(
      'bad-frontmatter',
      `Line ${line} begins with '---' and ends the frontmatter, but more follows on it.`,
    );
  }
  return true;
}

/**
 * Splits a document into its YAML frontmatter and its body. Never runs code, whatever the text asks for.
 *
 * @throws KaError `bad-frontmatter` or `bad-yaml`, without a path: the caller knows it
 */
export function parseDoc(text: string): Doc {
  const plain = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  if (!checkFences(plain)) return { data: {}, body: plain, frontmatter: null };
  const file = matter(plain, OPTIONS);
  return {
    data: file.data,
    body: file.content.replace(/^[ \t]*\r?\n/, ''),
    frontmatter: file.matter.replace(/^[ \t]*\r?\n/, '').replace(/\r$/, ''),
  };
}
