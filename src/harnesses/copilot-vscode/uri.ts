import { fileURLToPath } from 'node:url';
import { fieldsOf, textOf } from '../fields.ts';

/** The path of a file's URI; undefined for one on another machine, or of another kind. */
export function pathOfUri(uri: unknown): string | undefined {
  if (typeof uri !== 'string' || !uri.startsWith('file:///')) return undefined;
  try {
    return fileURLToPath(uri.replace(/#.*$/, ''));
  } catch {
    return undefined;
  }
}

/** Of a URI as VS Code writes it: `{scheme, path, fsPath?, external?}`. */
export function pathOf(value: unknown): string | undefined {
  const { scheme, fsPath, external, path } = fieldsOf(value);
  if (scheme !== 'file') return undefined;
  return textOf(fsPath) ?? pathOfUri(external) ?? textOf(path);
}
