import { join } from 'node:path';
import type { Ctx } from '../../lib/context.ts';
import { listFolder, resolveInside, statFile } from '../../store/files.ts';
import type { Project } from '../../store/project.ts';
import type { Kind, ManagedRecord } from '../contract.ts';
import { readLines } from '../log.ts';
import { readFile, recordFiles } from '../read.ts';
import { type Entry, entriesOf } from './entries.ts';

/** What is read as a whole: the file of a record, or all lines of a log. */
export interface Unit {
  kind: Kind;
  /** Name of the file; null: the lines of a log. */
  name: string | null;
  /** Changes with size, times or inode. */
  stamp: string;
  /** When it last changed, in ms. */
  changed: number;
}

/** What a unit holds, or why it cannot be read. */
export interface ReadUnit {
  entries: Entry[];
  problems: string[];
}

/** One name for a unit that no other has. */
export const unitKey = ({ kind, name }: Unit): string => `${kind.kind}/${name ?? ''}`;

/** The name of an entry in an index: its unit, and which one it is there. */
export const entryKey = (unit: Unit, { record, chunk }: Entry): string =>
  `${unitKey(unit)}${unit.name === null ? record.id : ''}${chunk ? `#${chunk.index}` : ''}`;

function unitOf(kind: Kind, name: string | null, files: readonly string[]): Unit {
  const stats = files.map((file) => statFile(file));
  const stamp = stats.map((stat) => (stat ? `${stat.size}:${stat.mtimeMs}:${stat.ctimeMs}:${stat.ino}` : '')).join(' ');
  return { kind, name, stamp, changed: Math.max(0, ...stats.map((stat) => stat?.ctimeMs ?? 0)) };
}

/** All units of these kinds, in an order that follows from their names. */
export function unitsOf(project: Project, kinds: readonly Kind[]): Unit[] {
  return kinds.flatMap((kind) => {
    const folder = resolveInside(project.root, kind.folder);
    if (kind.store === 'doc') return recordFiles(project, kind).map((name) => unitOf(kind, name, [join(folder, name)]));
    const files = listFolder(folder).filter((name) => name.endsWith('.jsonl'));
    return files.length === 0
      ? []
      : [
          unitOf(
            kind,
            null,
            files.map((name) => join(folder, name)),
          ),
        ];
  });
}

export function readUnit(project: Project, ctx: Ctx, { kind, name }: Unit): ReadUnit {
  const entries = (records: readonly ManagedRecord[]): Entry[] =>
    records.flatMap((record) => entriesOf(project, ctx, kind, record));
  if (name === null) {
    const { records, problems } = readLines(project, kind);
    return { entries: entries(records), problems };
  }
  try {
    const record = readFile(project, kind, name);
    return { entries: entries(record ? [record] : []), problems: [] };
  } catch (error) {
    return { entries: [], problems: [error instanceof Error ? error.message : String(error)] };
  }
}
