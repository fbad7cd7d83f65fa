import { dirname, join } from 'node:path';
import { sha256 } from '../../lib/sha256.ts';
import { readText } from '../../store/files.ts';

/** A path in a session's texts whose folders may include the project. */
const PATH = /(?:^|[\s"'(:])((?:\/|[A-Za-z]:[\\/])[^\s"'<>|:*?]{1,300})/g;
const MOST = 200;

/** Looks for the project's folder: a session notes its SHA-256 only. */
export interface FolderSearch {
  hash: string | null;
  found: string | null;
  tried: Set<string>;
}

/** What the folder of a project says itself, since early 2026. @param path of a file in `<project>/chats/` */
export function statedFolder(path: string): string | null {
  for (const folder of [dirname(dirname(path)), dirname(dirname(dirname(path)))]) {
    const text = readText(join(folder, '.project_root'))?.trim();
    if (text) return text;
  }
  return null;
}

export const startSearch = (found: string | null): FolderSearch => ({ hash: null, found, tried: new Set() });

/** Tries the folders of each absolute path in a text: the one whose hash is the project's is it, no other. */
export function searchFolder(search: FolderSearch, text: string): void {
  if (search.found !== null || search.hash === null || search.tried.size > MOST) return;
  for (const [, path] of text.slice(0, 20_000).matchAll(PATH)) {
    for (let folder = path!.replace(/[\\/]+$/, ''); ; ) {
      if (search.tried.has(folder) || search.tried.size > MOST) break;
      search.tried.add(folder);
      if (sha256(folder) === search.hash) {
        search.found = folder;
        return;
      }
      const cut = Math.max(folder.lastIndexOf('/'), folder.lastIndexOf('\\'));
      if (cut <= 0) break;
      folder = folder.slice(0, cut);
    }
  }
}
