import type { Kind } from './contract.ts';
import { prefixOf } from './ids.ts';

/** Where a record of that id would lie; null where no kind has such ids. */
export function pathOf(kinds: ReadonlyMap<string, Kind>, id: string): { kind: Kind; path: string } | null {
  const kind = [...kinds.values()].find(({ prefix, store }) => store === 'doc' && prefix === prefixOf(id));
  return kind ? { kind, path: `${kind.folder}/${id}.md` } : null;
}
