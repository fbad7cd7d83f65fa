import { join } from 'node:path';
import type { Ctx } from '../lib/context.ts';
import { KaError } from '../lib/errors.ts';
import { listFolder, resolveInside } from '../store/files.ts';
import type { Project } from '../store/project.ts';
import { readInside } from '../store/read-inside.ts';
import { byAge } from './age.ts';
import type { Kind, ManagedRecord } from './contract.ts';
import { parseRecord } from './document.ts';
import { prefixOf } from './ids.ts';
import { readKinds } from './kinds.ts';
import { readLines } from './log.ts';

/** Records of one kind, and what could not be read of it, a sentence each. */
export interface ReadRecords {
  records: ManagedRecord[];
  problems: string[];
}

/** Names of the files of a kind, sorted: by the second of their making, with which ids begin. A README is for people. */
export const recordFiles = (project: Project, kind: Kind): string[] =>
  kind.store === 'log'
    ? []
    : listFolder(resolveInside(project.root, kind.folder)).filter(
        (name) => name.endsWith('.md') && !/^README\.md$/i.test(name),
      );

const CONFLICT = /^<{7}[ \n]|^>{7}[ \n]/m;

/** One record's file; null if it is gone. @throws KaError `conflict`, `bad-record` naming the file and what is wrong */
export function readFile(project: Project, kind: Kind, name: string): ManagedRecord | null {
  const path = `${kind.folder}/${name}`;
  const text = readInside(project.root, join(project.root, path));
  if (text === null) return null;
  if ((text.includes('<<<<<<<') || text.includes('>>>>>>>')) && CONFLICT.test(text))
    throw new KaError(
      'conflict',
      `${path} holds the conflict markers of a merge.`,
      `git checkout --conflict=merge ${path}`,
    );
  try {
    return parseRecord(kind, path, text);
  } catch (error) {
    throw new KaError(
      'bad-record',
      `${path}: ${error instanceof Error ? error.message : String(error)}`,
      'ka record verify',
    );
  }
}

/** All records of a kind, oldest first. */
export function readRecords(project: Project, kind: Kind): ReadRecords {
  if (kind.store === 'log') return readLines(project, kind);
  const problems: string[] = [];
  const records = recordFiles(project, kind).flatMap((name) => {
    try {
      const record = readFile(project, kind, name);
      return record ? [record] : [];
    } catch (error) {
      problems.push(error instanceof Error ? error.message : String(error));
      return [];
    }
  });
  // Names of files tell seconds alone: of two verdicts in one second the newer must come last.
  return { records: records.sort(byAge), problems };
}

/** A record with its kind. */
export interface Found {
  kind: Kind;
  record: ManagedRecord;
}

const startsAs = (name: string, id: string): boolean => name.startsWith(id);

/** Files and lines whose id begins so. */
function candidates(project: Project, kind: Kind, id: string): { id: string; read: () => ManagedRecord | null }[] {
  if (kind.store === 'log')
    return readLines(project, kind)
      .records.filter((record) => startsAs(record.id, id))
      .map((record) => ({ id: record.id, read: () => record }));
  return recordFiles(project, kind)
    .filter((name) => startsAs(name, id))
    .map((name) => ({ id: name.slice(0, -'.md'.length), read: () => readFile(project, kind, name) }));
}

/**
 * The record that an id, or its unique beginning, means.
 *
 * @param only kinds to look in; by default the one that the prefix names, else all
 * @throws KaError `no-record`, `several-records` (naming some), `bad-record`
 */
export function findRecord(project: Project, ctx: Ctx, id: string, only?: readonly Kind[]): Found {
  const kinds = [...readKinds(project, ctx).values()];
  const prefix = prefixOf(id);
  const named = kinds.filter((kind) => kind.prefix === prefix);
  const places = only ?? (named.length > 0 ? named : kinds.filter(({ store }) => store === 'doc'));
  const found =
    id === '' ? [] : places.flatMap((kind) => candidates(project, kind, id).map((one) => ({ kind, ...one })));
  const exact = found.filter((one) => one.id === id);
  const [one] = exact.length > 0 ? exact : found;
  if (one && (exact.length > 0 || found.length === 1)) {
    const record = one.read();
    if (record) return { kind: one.kind, record };
  }
  if (found.length > 1) {
    const some = found.slice(0, 3).map((other) => other.id);
    throw new KaError(
      'several-records',
      `${id} may be ${some.join(', ')}${found.length > 3 ? ' …' : ''}.`,
      `ka record show ${some[0]}`,
    );
  }
  const list = only?.length === 1 ? only[0]!.kind : (named[0]?.kind ?? 'task');
  throw new KaError('no-record', `There is no record ${id.slice(0, 80) || '""'} here.`, `ka record list ${list}`);
}
