import { KaError } from '../lib/errors.ts';
import { sha256 } from '../lib/sha256.ts';

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
/** Windows opens a device for these, with any ending: `nul.md` is no file. */
const DEVICE = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)/;
// The flag `i` makes an expression three times as dear to a start that uses it once.
const isDevice = (text: string): boolean => DEVICE.test(text.toLowerCase());
/** `metrics/optimizer/` holds the analysis of all agents. */
const isReserved = (text: string): boolean => text.toLowerCase() === 'optimizer';

const isName = (text: string): boolean => NAME.test(text) && !isDevice(text) && !isReserved(text);

/** Text as it may stand in a message: without control characters, at most 80 characters. */
const shown = (text: string): string => {
  const plain = JSON.stringify(text).slice(1, -1);
  return plain.length > 80 ? `${plain.slice(0, 80)}…` : plain;
};

/**
 * A name that is safe as one path segment on every system: letters, digits, `.`, `_`, `-`; at most 64.
 *
 * @param what the noun for the message
 * @throws KaError `bad-name` saying which rule it breaks
 */
export function checkName(text: string, what = 'agent'): string {
  if (isName(text)) return text;
  let reason = "use letters, digits, '.', '_' and '-', at most 64, beginning with a letter or digit";
  if (isDevice(text)) reason = 'Windows keeps that name for a device';
  else if (isReserved(text)) reason = 'that name is reserved for the analysis of all agents';
  else if (text.length > 64) reason = `it has ${text.length} characters, at most 64 are allowed`;
  throw new KaError(
    'bad-name',
    `"${shown(text)}" cannot name ${/^[aeiou]/i.test(what) ? 'an' : 'a'} ${what}: ${reason}.`,
  );
}

/**
 * The name under which ka keeps what a harness calls otherwise (design.md 1): `plugin:reviewer` is `plugin..reviewer`;
 * any other odd character becomes `-`, and four hex of a hash keep two such names apart. A good name stays as it is.
 */
export function mapName(text: string): string {
  const colons = text.replaceAll(':', '..');
  if (isName(colons)) return colons;
  const plain = colons.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[^A-Za-z0-9]+/, '');
  const safe = `${isDevice(plain) ? 'x-' : ''}${plain || 'agent'}`;
  return `${safe.slice(0, 59)}-${sha256(text).slice(0, 4)}`;
}
