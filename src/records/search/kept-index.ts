import { join } from 'node:path';
import type MiniSearch from 'minisearch';
import type { AsPlainObject } from 'minisearch';
import type { Ctx } from '../../lib/context.ts';
import { readText, statFile } from '../../store/files.ts';
import { hideLocal } from '../../store/git/hide-local.ts';
import type { Project } from '../../store/project.ts';
import { placeFile } from '../../store/quick-file.ts';
import { loadIndex, newIndex, removeAll } from './bm25.ts';
import { slotsOf } from './entries.ts';
import { entryKey, readUnit, type Unit, unitKey } from './units.ts';

/** A change within one tick of the file system's clock after a read cannot be told by its times. */
const TICK_MS = 20;
const MAX_BYTES = 512 * 1024 * 1024;

/** What an index was made of: a unit as it was, its entries, what was wrong with it. */
interface KeptUnit {
  stamp: string;
  keys: string[];
  problems: string[];
}

interface Kept {
  /** Of what an entry says: another one, and all is read anew. */
  format: string;
  units: Record<string, KeptUnit>;
  index: AsPlainObject;
}

function readKept(file: string, format: string): Kept | null {
  try {
    const kept = JSON.parse(readText(file, MAX_BYTES) ?? 'null') as Kept | null;
    return kept?.format === format ? kept : null;
  } catch {
    return null;
  }
}

/** An index that says what stands on the disk now, and what could not be read of it, a sentence each. */
export interface CurrentIndex {
  index: MiniSearch;
  problems: string[];
}

/**
 * The index of these units: the kept one, with what changed since by size, times or inode read anew. It may be deleted
 * at any time. Order and history leave no trace in what it finds.
 *
 * @param name of its file in `.kaizen/local/cache`
 * @param format changes with what is indexed of a record
 */
export async function currentIndex(
  project: Project,
  ctx: Ctx,
  units: readonly Unit[],
  { name, format }: { name: string; format: string },
): Promise<CurrentIndex> {
  const file = join(project.local, 'cache', `${name}.json`);
  const made = statFile(file)?.mtimeMs ?? 0;
  const kept = readKept(file, format);
  const index = kept ? loadIndex(kept.index) : newIndex();
  const before = new Map(Object.entries(kept?.units ?? {}));
  const now = new Map<string, KeptUnit>();
  const changed: Unit[] = [];
  for (const unit of units) {
    const known = before.get(unitKey(unit));
    if (known?.stamp === unit.stamp && unit.changed + TICK_MS < made) {
      now.set(unitKey(unit), known);
      before.delete(unitKey(unit));
    } else changed.push(unit);
  }
  await removeAll(
    index,
    [...before.values()].flatMap(({ keys }) => keys),
  );
  for (const unit of changed) {
    const { entries, problems } = readUnit(project, ctx, unit);
    const added = entries.map((entry) => ({
      key: entryKey(unit, entry),
      status: entry.record.fields.status,
      ...slotsOf(entry.texts),
    }));
    index.addAll(added);
    now.set(unitKey(unit), { stamp: unit.stamp, keys: added.map(({ key }) => key), problems });
  }
  if (changed.length > 0 || before.size > 0)
    keep(project, ctx, file, { format, units: Object.fromEntries(now), index: index.toJSON() });
  return { index, problems: [...now.values()].flatMap(({ problems }) => problems) };
}

function keep(project: Project, ctx: Ctx, file: string, kept: Kept): void {
  try {
    if (!statFile(project.kaizen)) return;
    hideLocal(project);
    placeFile(file, JSON.stringify(kept), ctx.pid);
  } catch {
    // A cache that cannot be written costs time, nothing else.
  }
}
