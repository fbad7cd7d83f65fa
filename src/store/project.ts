import { readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Ctx } from '../lib/context.ts';
import { KaError } from '../lib/errors.ts';
import { refuseLinkedFolders } from './own-folders.ts';

/** Where one project lies on this disk. All paths are absolute. */
export interface Project {
  root: string;
  /** `<root>/.kaizen`, which need not exist. */
  kaizen: string;
  /** `<kaizen>/local`: git-ignored; open runs, cursors, caches, state. */
  local: string;
  /** The work tree's own git folder; null without git. */
  gitDir: string | null;
  /** The git folder that all worktrees share: approvals and the writer's name stand there. */
  commonDir: string | null;
  /** Root of the git work tree that holds `root`; null without git. */
  top: string | null;
  /** The same project in the main worktree, where hooks write; equal to `root` outside a linked worktree. */
  mainRoot: string;
}

const kind = (path: string): 'file' | 'folder' | null => {
  try {
    const stat = statSync(path);
    return stat.isDirectory() ? 'folder' : stat.isFile() ? 'file' : null;
  } catch {
    return null;
  }
};

const read = (path: string): string | null => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
};

/** The git folders of a work tree's top level: `.git` is a folder, or a file that names one (worktree, submodule). */
function gitFolders(top: string): { gitDir: string; commonDir: string } | null {
  const dot = join(top, '.git');
  if (kind(dot) === 'folder') return kind(join(dot, 'HEAD')) ? { gitDir: dot, commonDir: dot } : null;
  const target = /^gitdir: (.+?)\r?\n?$/.exec(read(dot) ?? '')?.[1];
  if (!target) return null;
  const gitDir = resolve(top, target);
  if (!kind(gitDir)) return null;
  const common = read(join(gitDir, 'commondir'))?.trim();
  return { gitDir, commonDir: common ? resolve(gitDir, common) : gitDir };
}

function* upwards(from: string): Generator<string> {
  for (let at = from; ; at = dirname(at)) {
    yield at;
    if (dirname(at) === at) return;
  }
}

/**
 * The project that a folder belongs to: the nearest ancestor with `.kaizen/` up to the git top level, else that, else the
 * folder itself. What lies above a git repository is never looked into (adr/0011). A home folder's own `.kaizen` does not count for the repositories below it.
 *
 * @throws KaError `no-folder` if the folder does not exist; `outside-project` if a link in the place of `.kaizen` leaves it
 */
export function findProject(ctx: Place): Project {
  const known = found.get(ctx);
  if (known) return known;
  const project = locate(ctx);
  found.set(ctx, project);
  return project;
}

type Place = Pick<Ctx, 'cwd' | 'target' | 'home'>;

/** Surface and command ask for the same project: it is looked for once. */
const found = new WeakMap<Place, Project>();

function locate(ctx: Place): Project {
  const from = ctx.target ?? ctx.cwd;
  if (kind(from) !== 'folder') throw new KaError('no-folder', `${from} is no folder.`);
  let marked: string | null = null;
  let top: string | null = null;
  let folders: ReturnType<typeof gitFolders> = null;
  for (const at of upwards(realpathSync(from))) {
    if (!marked && kind(join(at, '.kaizen')) === 'folder' && (at !== ctx.home || at === from)) marked = at;
    folders = gitFolders(at);
    if (folders) {
      top = at;
      break;
    }
  }
  const root = ctx.target ? realpathSync(from) : (marked ?? top ?? realpathSync(from));
  const kaizen = join(root, '.kaizen');
  const local = join(kaizen, 'local');
  refuseLinkedFolders(root);
  const main = folders && folders.commonDir !== folders.gitDir ? mainWorktree(folders.commonDir) : null;
  const mainRoot = main && top && root.startsWith(top) ? join(main, root.slice(top.length)) : root;
  return {
    root,
    kaizen,
    local,
    gitDir: folders?.gitDir ?? null,
    commonDir: folders?.commonDir ?? null,
    top,
    mainRoot,
  };
}

/** The main worktree holds the common git folder as its `.git`; a bare repository has none. */
function mainWorktree(commonDir: string): string | null {
  return commonDir.endsWith('/.git') || commonDir.endsWith('\\.git') ? dirname(commonDir) : null;
}

/** The same project seen from the main worktree (design.md 2): what hooks and sweeps write to. @throws KaError `outside-project` */
export function inMainWorktree(project: Project): Project {
  if (project.mainRoot === project.root) return project;
  refuseLinkedFolders(project.mainRoot);
  const kaizen = join(project.mainRoot, '.kaizen');
  // Its own HEAD too: a team's segments there are named after what is committed there.
  return {
    ...project,
    root: project.mainRoot,
    kaizen,
    local: join(kaizen, 'local'),
    gitDir: project.commonDir,
    top: project.commonDir === null ? null : mainWorktree(project.commonDir),
  };
}
