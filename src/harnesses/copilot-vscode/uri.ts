import { fileURLToPath } from 'node:url';
import { fieldsIn, textOf } from '../values.ts';

/** The path of a file's URI; null for one on another machine, or of another kind. */
export function pathOfUri(uri: unknown): string | null {
  if (typeof uri !== 'string' || !uri.startsWith('file:///')) return null;
  try {
    return fileURLToPath(uri.replace(/#.*$/, ''));
  } catch {
    return null;
  }
}

/** Of a URI as VS Code writes it: `{scheme, path, fsPath?, external?}`. */
export function pathOf(value: unknown): string | null {
  const { scheme, fsPath, external, path } = fieldsIn(value);
  if (scheme !== 'file') return null;
  return textOf(fsPath) ?? pathOfUri(external) ?? textOf(path);
}
