import { join } from 'node:path';
import type { Ctx } from '../lib/context.ts';
import { count } from '../lib/count.ts';
import { readConfig } from '../store/config.ts';
import { listFolder, resolveInside } from '../store/files.ts';
import { withLock } from '../store/lock/lock.ts';
import { appendLines, logFiles, scanLog } from '../store/log/log.ts';
import { writeTarget } from '../store/log/writer.ts';
import type { Project } from '../store/project.ts';
import { byAge } from './age.ts';
import type { Head, Kind, ManagedRecord } from './contract.ts';
import { HEAD } from './kind.ts';

const MONTH = /^(\d{4}-\d{2})\.(?:.*\.)?jsonl$/;

/** The months of which a kind has lines, in order. */
const monthsOf = (folder: string): string[] => [
  ...new Set(listFolder(folder).flatMap((name) => MONTH.exec(name)?.[1] ?? [])),
];

/** The line of a record: as its file would say it, without a body. */
export function lineOf({ fields, id, kind: _, rev: __, body: ___, path: ____, ...head }: ManagedRecord): string {
  return JSON.stringify({ id, ...fields, ...head });
}

/** The keys that are no fields. */
const OWN: ReadonlySet<string> = new Set(HEAD);

function recordOf(kind: Kind, path: string, line: Record<string, unknown>): ManagedRecord | null {
  if (typeof line.id !== 'string') return null;
  const fields = Object.fromEntries(Object.entries(line).filter(([key]) => !OWN.has(key)));
  const head: Head = { id: line.id, kind: kind.kind, rev: 1 };
  for (const key of ['key', 'by', 'created'] as const) {
    const value = line[key];
    if (typeof value === 'string') head[key] = value;
  }
  return { ...head, fields, body: '', path };
}

/**
 * The records of a log kind, oldest first. Lines are never edited, so a merge may only double them: one of an id counts,
 * the one with the greater text where two differ.
 */
export function readLines(project: Project, kind: Kind): { records: ManagedRecord[]; problems: string[] } {
  const folder = resolveInside(project.root, kind.folder);
  const lines = new Map<string, { raw: string; record: ManagedRecord }>();
  const problems: string[] = [];
  for (const month of monthsOf(folder)) {
    let strange = 0;
    const met = scanLog(logFiles(folder, month), (line, raw, file) => {
      const record = recordOf(kind, file.slice(project.root.length + 1).replaceAll('\\', '/'), line);
      if (!record) strange++;
      else if ((lines.get(record.id)?.raw ?? '') < raw) lines.set(record.id, { raw, record });
    });
    const bad = met.bad + met.too_long + strange;
    if (bad > 0) problems.push(`${kind.folder}/${month}.jsonl has ${count(bad, 'line')} that cannot be read.`);
    if (met.markers > 0) problems.push(`${kind.folder}/${month}.jsonl holds the conflict markers of a merge.`);
  }
  const records = [...lines.values()].map(({ record }) => record).sort(byAge);
  return { records, problems };
}

/** Appends a record's line, durably. @throws KaError `busy`, `disk-full`, `no-permission` */
export function appendRecord(project: Project, ctx: Ctx, kind: Kind, record: ManagedRecord): string {
  const folder = resolveInside(project.root, kind.folder);
  const month = record.created!.slice(0, 7);
  return withLock(join(project.local, 'locks', `records.${kind.kind}.lock`), ctx, () => {
    const file = writeTarget(project, ctx, folder, month, readConfig(project, ctx).writer);
    appendLines(file, [lineOf(record)]);
    return file.slice(project.root.length + 1).replaceAll('\\', '/');
  });
}
