import { basename, join, sep } from 'node:path';
import { readText } from './files.ts';
import { git } from './git/git.ts';
import type { Project } from './project.ts';
import { realPath } from './real-path.ts';
import { findSecrets } from './redact/redact.ts';

/**
 * A remote's address as `host/owner/name`: without protocol, credentials, port and `.git`. Null for a path on this disk.
 * Forms: git-clone(1), "GIT URLS".
 */
export function repositoryName(address: string): string | null {
  const url = /^[a-z+]+:\/\/(?:[^/@]*@)?([^/:]+)(?::\d+)?\/(.+)$/i.exec(address.trim());
  const scp = url ?? /^(?:[^/@:]*@)?([A-Za-z0-9.-]{2,}):(?!\/\/)(.+)$/.exec(address.trim());
  // In small letters, a key is none any more that the gate would know.
  if (!scp || /^file:/i.test(address) || findSecrets(scp[1]!, []).length > 0) return null;
  const path = scp[2]!.replace(/^\/+|\/+$/g, '').replace(/\.git$/, '');
  return path === '' ? null : `${scp[1]!.toLowerCase()}/${path}`;
}

/** Where a repository begins; without git, where the project does. */
export const topOf = ({ top, root }: Pick<Project, 'top' | 'root'>): string => top ?? root;

/** What to call the repository of a folder: its `origin`, else the name of its top folder. Reads `.git/config` by hand. */
export function nameRepository(project: Pick<Project, 'commonDir' | 'top' | 'root'>): string {
  const config = project.commonDir ? read(join(project.commonDir, 'config')) : '';
  const section = /^\s*\[remote "origin"\]\s*$([^[]*)/m.exec(config)?.[1] ?? '';
  const address = /^\s*url\s*=\s*(.+?)\s*$/m.exec(section)?.[1];
  return (address && repositoryName(address)) || basename(topOf(project));
}

const read = (path: string): string => {
  try {
    return readText(path) ?? '';
  } catch {
    return '';
  }
};

/** The same project in all work trees of its repository, its own root first; real paths. Work trees that are gone are not in it. */
export function rootsOf(project: Project): string[] {
  return [...new Set([project.root, project.mainRoot, ...worktrees(project)].map(realPath))];
}

/** Whether a real path is a folder or lies below it. */
export const isWithin = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);

/** The same project in the other worktrees. */
function worktrees(project: Project): string[] {
  if (!project.top) return [];
  const below = project.root.slice(project.top.length);
  try {
    const lines = git(project.top, ['worktree', 'list', '--porcelain']).split('\n');
    return lines.filter((line) => line.startsWith('worktree ')).map((line) => line.slice('worktree '.length) + below);
  } catch {
    return [];
  }
}
