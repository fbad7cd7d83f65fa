import { KaError } from '../../lib/errors.ts';
import { type Check, type Doc, type Finding, type HashedFile, type Looked, note, wrong } from '../finding.ts';
import { fileNow } from '../hashed-file.ts';

/** Files are what records say of them. Of several records of one file the newest counts, unless another one is asked for. */
export const files: Check = (looked, tally) =>
  newestOf(looked).flatMap((doc): Finding[] => {
    const { kind, record } = doc;
    const file = hashedFile(looked, doc);
    if (!file) return [];
    tally.files.push(file);
    if (file.match) return [];
    const again = `ka record add ${kind.kind} --${kind.hashed_file!.path} ${file.path}`;
    if (file.actual === null) {
      const says = `${file.path}, the file of ${record.id}, is not there.`;
      // What is built is not committed, and missing in a fresh clone.
      return [looked.whole ? note('no-file', record, says) : wrong('no-file', record, says, null)];
    }
    return [wrong('changed-file', record, `${file.path} is not the file that ${record.id} is of.`, again)];
  });

function newestOf({ docs, whole }: Looked): Doc[] {
  const withFiles = docs.filter(({ kind }) => kind.hashed_file);
  if (!whole) return withFiles;
  const pathOf = ({ kind, record }: Doc): string => `${kind.kind} ${String(record.fields[kind.hashed_file!.path])}`;
  const age = ({ record }: Doc): string => `${record.created ?? ''} ${record.id}`;
  const newest = new Map<string, Doc>();
  for (const doc of withFiles) {
    const known = newest.get(pathOf(doc));
    if (!known || age(known) < age(doc)) newest.set(pathOf(doc), doc);
  }
  return [...newest.values()];
}

/** Null: the record has no hash to compare with. */
function hashedFile({ project }: Looked, { kind, record: { id, fields } }: Doc): HashedFile | null {
  const names = kind.hashed_file!;
  const expected = fields[names.sha256];
  if (typeof expected !== 'string') return null;
  const path = String(fields[names.path]);
  try {
    const actual = fileNow(project, kind, fields)?.sha256 ?? null;
    return { id, path, expected, actual, match: actual === expected };
  } catch (error) {
    if (!(error instanceof KaError)) throw error;
    return { id, path, expected, actual: null, match: false };
  }
}
