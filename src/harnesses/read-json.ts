import { readText } from '../store/files.ts';
import { type Fields, fieldsOf, parseJson } from './values.ts';

/** A document that is one JSON object is parsed whole, up to this size. */
export const MAX_DOCUMENT = 64 * 1024 * 1024;

/** The object in a JSON file; null where it is missing, too large, torn or none. */
export function readFields(path: string): Fields | null {
  try {
    return fieldsOf(parseJson(readText(path, MAX_DOCUMENT)));
  } catch {
    return null;
  }
}
