import { join } from 'node:path';
import { canonicalJson } from '../../lib/canonical.ts';
import type { Ctx } from '../../lib/context.ts';
import { sha256 } from '../../lib/sha256.ts';
import { listFolder, readJson, removeFile, statFile } from '../../store/files.ts';
import { hideLocal } from '../../store/git/hide-local.ts';
import type { Project } from '../../store/project.ts';
import { replaceView } from '../../store/view.ts';
import type { FileFacts, RepoFacts } from './contract.ts';

/** Raised whenever facts mean something else. */
const VERSION = 1;
/** A few commits: HEAD, and those of the weeks that somebody looked back at. */
const MOST_KEPT = 8;

export interface FactsKey {
  commit: string;
  prefix: string;
  shallow: boolean;
  folders: readonly string[];
}

/** As it lies on the disk: rows without names, since 20,000 files would repeat them 20,000 times. */
interface Kept extends Omit<RepoFacts, 'files'> {
  rows: Row[];
}

type Row = [
  path: string,
  bytes: number,
  lines: number | null,
  complexity: number | null,
  symbols: number | null,
  churn_30d: number,
  churn_90d: number,
  authors_30d: number,
  authors_90d: number,
  changed: string | null,
];

const rowOf = (file: FileFacts): Row => [
  file.path,
  file.bytes,
  file.lines,
  file.complexity,
  file.symbols,
  file.churn_30d,
  file.churn_90d,
  file.authors_30d,
  file.authors_90d,
  file.changed,
];

const fileOf = (row: Row): FileFacts => ({
  path: row[0],
  bytes: row[1],
  lines: row[2],
  complexity: row[3],
  symbols: row[4],
  churn_30d: row[5],
  churn_90d: row[6],
  authors_30d: row[7],
  authors_90d: row[8],
  changed: row[9],
});

const nameOf = (key: FactsKey): string => `facts-${sha256(canonicalJson({ VERSION, ...key })).slice(0, 24)}.json`;
const folderOf = (project: Project): string => join(project.local, 'cache');

/** What was computed for the same commit before; null for nothing. */
export function keptFacts(project: Project, key: FactsKey): RepoFacts | null {
  const kept = readJson<Kept>(join(folderOf(project), nameOf(key)));
  if (!Array.isArray(kept?.rows) || kept.commit !== key.commit) return null;
  const { rows, ...rest } = kept;
  return { ...rest, files: rows.map(fileOf) };
}

/** Keeps facts for the next time. Without a `.kaizen` folder, or where it cannot be written, nothing is kept. */
export function keepFacts(project: Project, ctx: Ctx, key: FactsKey, facts: RepoFacts): void {
  if (ctx.dryRun || !statFile(project.kaizen)) return;
  const { files, ...rest } = facts;
  const kept: Kept = { ...rest, rows: files.map(rowOf) };
  try {
    hideLocal(project);
    const folder = folderOf(project);
    replaceView(join(folder, nameOf(key)), JSON.stringify(kept), join(project.local, 'tmp'));
    const old = listFolder(folder)
      .filter((name) => /^facts-[0-9a-f]{24}\.json$/.test(name))
      .map((name) => ({ path: join(folder, name), at: statFile(join(folder, name))?.mtimeMs ?? 0 }))
      .sort((a, b) => b.at - a.at);
    for (const { path } of old.slice(MOST_KEPT)) removeFile(path);
  } catch {
    // A cache that cannot be written costs time, nothing else.
  }
}
