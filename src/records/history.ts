import type { Ctx } from '../lib/context.ts';
import { type FileVersion, fileVersions, isShallow, readBlobs } from '../store/git/file-versions.ts';
import type { Project } from '../store/project.ts';
import type { Kind, ManagedRecord } from './contract.ts';
import { hashOf, parseRecord } from './document.ts';

/** A record's file as a commit left it. */
export interface Version {
  commit: string;
  /** The commit took the file away. */
  removed: boolean;
  /** Null: removed, or no record. */
  record: ManagedRecord | null;
  /** Its hash is that of its text: ka wrote it, and nobody after. */
  whole: boolean;
}

/** What git knows of the files of records. */
export interface History {
  /** It does not reach back to the beginning, or there is no git: what is missing in it is not known. */
  partial: boolean;
  /** Versions of a file, newest first. */
  of(path: string): readonly Version[];
}

/** A file whose past is asked for. */
export interface Asked {
  kind: Kind;
  path: string;
}

/** The past of these files: one walk through the history and one process for the texts, however many they are. */
export async function readHistory(project: Project, ctx: Ctx, asked: readonly Asked[]): Promise<History> {
  const kinds = new Map(asked.map(({ path, kind }) => [path, kind]));
  const folders = [...new Set(asked.map(({ kind }) => kind.folder))];
  const listed = fileVersions(project, folders);
  const wanted = (listed ?? []).filter(({ path }) => kinds.has(path));
  const texts = await readBlobs(
    project,
    ctx.env,
    wanted.flatMap(({ blob }) => blob ?? []),
  );
  const versions = new Map<string, Version[]>();
  for (const one of wanted) {
    const version = toVersion(kinds.get(one.path)!, one, texts);
    if (versions.has(one.path)) versions.get(one.path)!.push(version);
    else versions.set(one.path, [version]);
  }
  return { partial: listed === null || isShallow(project), of: (path) => versions.get(path) ?? [] };
}

function toVersion(kind: Kind, { commit, path, blob }: FileVersion, texts: ReadonlyMap<string, string>): Version {
  const removed = blob === null;
  const text = removed ? undefined : texts.get(blob);
  const none = { commit, removed, record: null, whole: false };
  if (text === undefined) return none;
  try {
    const record = parseRecord(kind, path, text);
    return { commit, removed, record, whole: isWhole(record) };
  } catch {
    return none;
  }
}

const known = new WeakMap<ManagedRecord, boolean>();

/** Whether a record, as it was read, has the hash of what it says. Several checks ask for it. */
export function isWhole(record: ManagedRecord): boolean {
  const whole = known.get(record) ?? (record.hash !== undefined && record.hash === hashOf(record));
  known.set(record, whole);
  return whole;
}
