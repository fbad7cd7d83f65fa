import { KaError } from '../lib/errors.ts';
import { resolveInside } from '../store/files.ts';
import { type FileHash, hashFile } from '../store/hash-file.ts';
import type { Project } from '../store/project.ts';
import type { Problem } from './check.ts';
import type { Kind } from './contract.ts';

/** The file that a record speaks of, as it is now; null where its kind speaks of none, or it is not there. */
export function fileNow(project: Project, kind: Kind, fields: Readonly<Record<string, unknown>>): FileHash | null {
  const path = kind.hashed_file ? fields[kind.hashed_file.path] : undefined;
  return typeof path === 'string' && path !== '' ? hashFile(resolveInside(project.root, path)) : null;
}

/** What an update says, where it names another file: hash and size of the old one go. */
export function forgetFile({ hashed_file: names }: Kind, fields: Readonly<Record<string, unknown>>) {
  return names && names.path in fields ? { [names.sha256]: null, [names.bytes]: null, ...fields } : fields;
}

/**
 * Fields with the hash and the size of their file. Of a file that is not there they stay as they are; a hash that the
 * caller gave must be the file's.
 */
export function withFileHash(
  project: Project,
  kind: Kind,
  fields: Readonly<Record<string, unknown>>,
): { fields: Record<string, unknown>; problems: Problem[] } {
  const names = kind.hashed_file;
  if (!names) return { fields: { ...fields }, problems: [] };
  try {
    const now = fileNow(project, kind, fields);
    if (!now) return { fields: { ...fields }, problems: [] };
    const given = fields[names.sha256] ?? undefined;
    const says = `is not that of ${String(fields[names.path])}`;
    const problems = given === undefined || given === now.sha256 ? [] : [{ field: names.sha256, says, example: null }];
    return { fields: { ...fields, [names.sha256]: now.sha256, [names.bytes]: now.bytes }, problems };
  } catch (error) {
    if (!(error instanceof KaError)) throw error;
    return { fields: { ...fields }, problems: [{ field: names.path, says: `: ${error.message}`, example: null }] };
  }
}
