// Frontmatter as ka writes it: one line for each key, the value in JSON or as plain text. It is YAML, which any tool
// reads; but these lines are read a hundred times faster, and a command may have ten thousand records to look at.

const KEY = /^[a-z][a-z0-9_]*$/;
/** Text that YAML takes as this very text, whatever its version. */
const PLAIN = /^[A-Za-z][A-Za-z0-9 _./()+;!?=@'-]*$/;
const NOT_TEXT = /^(?:true|false|null|yes|no|on|off|y|n)$/i;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const LABELLED = /^(?:sha256|agent):[A-Za-z0-9._-]+$/;

const isPlainText = (text: string): boolean =>
  (PLAIN.test(text) && !NOT_TEXT.test(text) && !text.endsWith(' ')) || LABELLED.test(text);

/** Letters that JSON leaves as they are, and YAML 1.1 takes for line ends or not at all. */
const NOT_YAML = /[\u007f-\u009f\u2028\u2029\ufeff]/g;
const escaped = (letter: string): string => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** A value on one line. A time stands in quotes: YAML 1.1 would make a date of it. */
const valueText = (value: unknown): string =>
  typeof value === 'string' && isPlainText(value) ? value : JSON.stringify(value).replace(NOT_YAML, escaped);

/** The lines of a mapping, in its order; what is undefined or null is left out. */
export const frontLines = (data: Readonly<Record<string, unknown>>): string =>
  Object.entries(data)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([key, value]) => `${key}: ${valueText(value)}\n`)
    .join('');

function parseValue(text: string): unknown {
  if (isPlainText(text) || TIME.test(text)) return text;
  if (!/^["[{\d-]|^(?:true|false)$/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Reads such lines; null: they are other YAML, or a key stands twice. */
export function parseFrontLines(text: string): Record<string, unknown> | null {
  const data: Record<string, unknown> = {};
  for (let at = 0, end: number; at <= text.length; at = end + 1) {
    const stop = text.indexOf('\n', at);
    end = stop < 0 ? text.length : stop;
    const colon = text.indexOf(': ', at);
    const key = colon < 0 || colon > end ? '' : text.slice(at, colon);
    const value = KEY.test(key) ? parseValue(text.slice(colon + 2, end)) : undefined;
    if (value === undefined || Object.hasOwn(data, key)) return null;
    data[key] = value;
  }
  return data;
}
