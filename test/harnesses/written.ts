import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { scratch } from '../repo.ts';

/** Writes files below a temporary folder, removed after the test: text as it is, a list as JSON Lines. */
export function written(files: Record<string, string | readonly unknown[]>): (path: string) => string {
  const root = scratch();
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), typeof content === 'string' ? content : lines(content));
  }
  return (path) => join(root, path);
}

export const lines = (records: readonly unknown[]): string =>
  records.map((record) => `${typeof record === 'string' ? record : JSON.stringify(record)}\n`).join('');
