import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { refuseLink } from './inside.ts';

/** Folders of `.kaizen` into which ka writes without asking where each of its files lies. */
const OWN = ['', 'local', 'metrics', 'metrics/optimizer', 'retro'] as const;

/** What stands in a folder; nothing where there is none. Names alone: their kinds would take a hot command twice as long. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/**
 * Refuses a link that leaves the project in the place of a folder of ka's own, or anywhere at the top of `.kaizen/local`: a
 * clone may have brought it, git-ignored or not.
 *
 * @throws KaError `outside-project`
 */
export function refuseLinkedFolders(root: string): void {
  const kaizen = join(root, '.kaizen');
  for (const own of OWN) refuseLink(root, join(kaizen, own));
  const local = join(kaizen, 'local');
  for (const name of namesIn(local)) refuseLink(root, join(local, name));
}
