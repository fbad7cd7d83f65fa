import { basename } from 'node:path';
import { nearest } from '../lib/nearest.ts';
import { committedFiles } from '../store/git/committed-files.ts';
import type { Project } from '../store/project.ts';
import { touches } from './treatment.ts';

/** A file as a hypothesis names it. */
export interface NamedFile {
  name: string;
  /** The files here whose change begins the treatment. */
  meant: string[];
  /** Where there are none: one whose name is nearly the same. */
  near: string | null;
}

/** What of the project each name stands for, as `findBeginning` takes it. */
export function namedFiles(project: Project, names: readonly string[]): NamedFile[] {
  if (names.length === 0) return [];
  const paths = committedFiles(project, ['.']);
  return names.map((name) => {
    const meant = paths.filter((path) => touches([path], [name]));
    const alike =
      meant.length > 0
        ? null
        : nearest(
            basename(name),
            paths.map((path) => basename(path)),
          );
    return { name, meant, near: paths.find((path) => basename(path) === alike) ?? null };
  });
}
