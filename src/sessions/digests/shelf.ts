import { join } from 'node:path';
import { listFolder } from '../../store/files.ts';
import { refuseLink } from '../../store/inside.ts';
import type { Project } from '../../store/project.ts';
import type { Digest } from './digest.ts';

/** Digests of this repository's sessions are committed; those of others stay in `.kaizen/local/`. */
export type Shelf = 'own' | 'others';

export const SHELVES: readonly Shelf[] = ['own', 'others'];

/** @throws KaError `outside-project` for a link that leaves the project */
export function shelfFolder(project: Project, shelf: Shelf): string {
  const folder = shelf === 'own' ? join(project.kaizen, 'sessions') : join(project.local, 'sessions');
  refuseLink(project.root, folder);
  return folder;
}

/** One lock covers append, healing and pruning of a month's log. */
export const monthLock = (project: Project, shelf: Shelf, month: string): string =>
  join(project.local, 'locks', `sessions.${shelf}.${month}.lock`);

export const tmpFolder = (project: Project): string => join(project.local, 'tmp');

const MONTH = /^(\d{4}-\d{2})\.(?:.*\.)?jsonl$/;

/** The months that a shelf has logs of, in order. */
export const monthsOf = (project: Project, shelf: Shelf): string[] => [
  ...new Set(listFolder(shelfFolder(project, shelf)).flatMap((name) => MONTH.exec(name)?.[1] ?? [])),
];

/** The month under which a session is kept; sessions whose harness notes no time are kept apart. */
export const monthOf = ({ started }: Pick<Digest, 'started'>): string => started?.slice(0, 7) ?? '0000-00';

/** Where folded sessions are cut, and readers ignore what is older: by its end. Null: never. */
export const ageOf = ({ ended, started }: Pick<Digest, 'ended' | 'started'>): string | null => ended ?? started;

/** By start, then id. */
export function byStart(a: Digest, b: Digest): number {
  const [x, y] = [a.started ?? '', b.started ?? ''];
  return x === y ? (a.id < b.id ? -1 : 1) : x < y ? -1 : 1;
}
