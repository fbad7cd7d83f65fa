import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { listFolder, statFile } from '../../store/files.ts';
import { textOfValue } from '../../store/sqlite/sqlite.ts';
import { readDatabase } from '../read-database.ts';
import { readFields } from '../read-json.ts';
import { fieldsOf, listOf, nameOf, parseJson, textOf } from '../values.ts';

/** A window's own database is small. */
const MAX = 64 * 1024 * 1024;

/**
 * Session id -> folder, as the windows' own storage beside the global one says: `workspaceStorage/<hash>/workspace.json`
 * names the folder, the database there its sessions.
 */
export function workspaceFolders(globalDatabase: string): Map<string, string> {
  const storage = join(dirname(dirname(globalDatabase)), 'workspaceStorage');
  const found = new Map<string, string>();
  if (basename(dirname(globalDatabase)) !== 'globalStorage') return found;
  try {
    for (const hash of listFolder(storage)) {
      const folder = folderOf(textOf(readFields(join(storage, hash, 'workspace.json'))?.folder));
      if (folder === null) continue;
      for (const id of sessionsIn(join(storage, hash, 'state.vscdb'))) found.set(id, folder);
    }
  } catch {
    // A folder that cannot be listed names nothing.
  }
  return found;
}

function folderOf(uri: string | null): string | null {
  try {
    return uri?.startsWith('file:') ? fileURLToPath(uri) : null;
  } catch {
    return null;
  }
}

function sessionsIn(path: string): string[] {
  if ((statFile(path)?.size ?? MAX) >= MAX) return [];
  const rows = readDatabase(path, {}, (database) =>
    database.columns('ItemTable').has('key')
      ? database.rows("SELECT value FROM ItemTable WHERE key = 'composer.composerData'")
      : [],
  );
  const [row] = [...rows];
  const composers = listOf(fieldsOf(parseJson(textOfValue(row?.value)))?.allComposers);
  return composers.flatMap((composer) => nameOf(fieldsOf(composer)?.composerId) ?? []);
}
