import { basename, dirname, join } from 'node:path';
import { listFolder } from '../../store/files.ts';
import { findFiles } from '../../store/find-files.ts';

/** Session, message and part files of one session of the JSON tree: `storage/session/<project>/<session>.json`, …. */
export function treeFiles(sessionFile: string): string[] {
  const storage = storageOf(sessionFile);
  const isJson = (name: string): boolean => name.endsWith('.json');
  const messages = findFiles(join(storage, 'message', basename(sessionFile, '.json')), isJson, 0);
  const parts = messages.flatMap((path) => findFiles(join(storage, 'part', basename(path, '.json')), isJson, 0));
  return [sessionFile, ...messages, ...parts];
}

/** Whether a path is that of a session in the JSON tree. */
export const isTreeSession = (path: string): boolean =>
  basename(path).startsWith('ses_') && path.endsWith('.json') && basename(dirname(dirname(path))) === 'session';

/** What a file of the tree belongs to: its folder is named after the session (of messages) or message (of parts). */
export function ownerOf(path: string): { kind: 'message' | 'part'; id: string } | null {
  const folder = dirname(path);
  const kind = basename(dirname(folder));
  return kind === 'message' || kind === 'part' ? { kind, id: basename(folder) } : null;
}

const storageOf = (sessionFile: string): string => dirname(dirname(dirname(sessionFile)));

/** Databases into which the tree of this session was taken over, if they exist. */
export function databasesBeside(sessionFile: string): string[] {
  const folder = dirname(storageOf(sessionFile));
  try {
    return listFolder(folder)
      .filter(isDatabaseName)
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}

/** `opencode.db`, and `opencode-<channel>.db` of builds that are no release. */
export const isDatabaseName = (name: string): boolean => /^opencode(-[\w.-]+)?\.db$/.test(name);
