import { join, relative } from 'node:path';
import { KaError } from '../lib/errors.ts';
import { sha256 } from '../lib/sha256.ts';
import { readText, replaceFile } from './files.ts';
import type { Project } from './project.ts';

/** In the git folder that all worktrees share: it never comes with a clone. */
const trustFile = (commonDir: string): string => join(commonDir, 'kaizen', 'trusted');

/** One exact command in one project of this clone. */
const hashOf = (project: Project, command: string): string =>
  sha256(JSON.stringify([relative(project.top ?? project.root, project.root).replaceAll('\\', '/'), command]));

const readTrusted = (commonDir: string): string[] => (readText(trustFile(commonDir)) ?? '').split('\n').filter(Boolean);

/** Has the user approved exactly this command in this clone? */
export const isTrusted = (project: Project, command: string): boolean =>
  project.commonDir !== null && readTrusted(project.commonDir).includes(hashOf(project, command));

/** Takes an approval back. True if there was one. */
export function withdrawTrust(project: Project, command: string): boolean {
  const { commonDir } = project;
  if (commonDir === null || !isTrusted(project, command)) return false;
  const left = readTrusted(commonDir).filter((hash) => hash !== hashOf(project, command));
  replaceFile(trustFile(commonDir), left.map((hash) => `${hash}\n`).join(''), join(commonDir, 'kaizen'));
  return true;
}

/** Approves a command for runs that nobody asked for by name. True if it was not approved before. @throws KaError `no-git` */
export function trust(project: Project, command: string): boolean {
  const { commonDir } = project;
  if (commonDir === null) {
    throw new KaError('no-git', `${project.root} is in no git repository, which would keep the approval.`, 'git init');
  }
  const known = readTrusted(commonDir);
  const hash = hashOf(project, command);
  if (known.includes(hash)) return false;
  replaceFile(trustFile(commonDir), `${[...known, hash].join('\n')}\n`, join(commonDir, 'kaizen'));
  return true;
}
