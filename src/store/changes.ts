import { join } from 'node:path';
import { diffText } from './diff.ts';
import { readText, removeFile, replaceFile, resolveInside, statFile } from './files.ts';
import type { Project } from './project.ts';
import { realPath } from './real-path.ts';

/** What an engine wants done, as data: `store` does it, `--dry-run` prints it. Paths are relative to the root. */
export type Change =
  | { kind: 'write'; path: string; text: string; executable?: boolean }
  | { kind: 'delete'; path: string };

/**
 * Carries changes out, in order. All paths are checked before the first file is touched.
 *
 * @throws KaError `outside-project`, `no-permission`, `disk-full`
 */
export function applyChanges(project: Project, changes: readonly Change[]): void {
  const places = changes.map(({ path }) => resolveInside(project.root, path));
  changes.forEach((change, at) => {
    const place = places[at]!;
    if (change.kind === 'delete') removeFile(place);
    else if (!isDone(place, change)) {
      replaceFile(realPath(place), change.text, join(project.local, 'tmp'), change.executable);
    }
  });
}

function isDone(place: string, { text, executable }: { text: string; executable?: boolean }): boolean {
  return !executable && statFile(place)?.isFile === true && readText(place) === text;
}

/** The changes as a diff; empty if they change nothing. */
export function describeChanges(project: Project, changes: readonly Change[]): string {
  return changes
    .map((change) => {
      const before = readText(resolveInside(project.root, change.path));
      return diffText(change.path, before, change.kind === 'delete' ? null : change.text);
    })
    .join('');
}
