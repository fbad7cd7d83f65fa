import { dirname, join, relative, resolve } from 'node:path';
import type { Ctx } from '../../lib/context.ts';
import { KaError } from '../../lib/errors.ts';
import { readText, replaceFile, statFile } from '../../store/files.ts';
import { hideLocal } from '../../store/git/hide-local.ts';
import { mergeText } from '../../store/git/merge-text.ts';
import { findProject, type Project } from '../../store/project.ts';
import type { Kind, ManagedRecord } from '../contract.ts';
import { parseRecord, recordText } from '../document.ts';
import { readKinds } from '../kinds.ts';
import { notePending } from '../ledger.ts';
import { type Merged, mergeRecords } from './merge.ts';

/** The files that git names to a merge driver: three versions, and where the file lies in the work tree. */
export interface Versions {
  base: string;
  /** Gets the result. */
  ours: string;
  theirs: string;
  path: string;
}

/**
 * What git's merge driver does: merges the versions of one record and writes the result over ours. The ledger's line is only
 * noted, for git is about to write the ledger itself; the next command that looks at records adds it.
 *
 * @throws KaError `not-mergeable`, `no-kind`, `bad-frontmatter`; nothing was written then, and git merges by line
 */
export function mergeVersions(ctx: Ctx, { base, ours, theirs, path }: Versions): Merged {
  const place = resolve(ctx.cwd, path);
  const project = findProject({ ...ctx, target: null, cwd: existing(dirname(place)) });
  const below = relative(project.root, place).replaceAll('\\', '/');
  const kind = kindOf(project, ctx, below);
  const read = (file: string): ManagedRecord | null => {
    const text = readText(resolve(ctx.cwd, file));
    return text ? parseRecord(kind, below, text) : null;
  };
  const [one, two] = [read(ours), read(theirs)];
  if (!one || !two) throw new KaError('not-mergeable', `${path} is not there on both sides.`, 'git mergetool');
  const merged = mergeRecords(kind, read(base), one, two, (...texts) => mergeText(ctx.env, ...texts));
  if (ctx.dryRun) return merged;
  hideLocal(project);
  const lost = merged.lost.map(({ name }) => name.replace(/^## /, '')).join(', ');
  const note = `${one.hash} and ${two.hash}${lost ? `; overruled: ${lost}` : ''}`;
  if (!kind.private) notePending(project, ctx, merged.record, { op: 'merge', note });
  replaceFile(resolve(ctx.cwd, ours), recordText(kind, merged.record), join(project.local, 'tmp'));
  return merged;
}

/** The nearest folder that is there: git may be about to make the file's own. */
const existing = (folder: string): string => (statFile(folder)?.isDirectory ? folder : existing(dirname(folder)));

function kindOf(project: Project, ctx: Ctx, path: string): Kind {
  const folder = path.slice(0, path.lastIndexOf('/'));
  const kind = [...readKinds(project, ctx).values()].find((one) => one.store === 'doc' && one.folder === folder);
  if (!kind) throw new KaError('no-kind', `${path} lies in no folder of records.`, 'ka record kinds');
  return kind;
}
