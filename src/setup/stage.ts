import { join } from 'node:path';
import type { Ctx } from '../lib/context.ts';
import { KaError } from '../lib/errors.ts';
import { runGit } from '../store/git/git.ts';
import { type Ran, runSelf } from '../store/process/run-self.ts';
import { makeScratch, readTree, writeScratch } from '../store/scratch.ts';

/** Where the demo plays: a temporary folder with the sample repository and a home of its own. */
export interface Stage {
  folder: string;
  /** The sample project, a git repository. */
  root: string;
  home: string;
  /** Runs ka there. `at`: what its clock shows, in ms. */
  ka(args: readonly string[], at: number, more?: { input?: string; env?: Record<string, string> }): Ran;
  git(...args: string[]): string;
}

/** Sets the stage: copies the sample project into a new temporary folder and commits it. @param columns as wide as ka prints there */
export function setStage(ctx: Ctx, at: number, columns: number): Stage {
  const folder = makeScratch('ka-demo-');
  const [root, home, bin] = [join(folder, 'price-list'), join(folder, 'home'), join(folder, 'bin')];
  const date = new Date(at).toISOString();
  const env: Record<string, string> = {
    PATH: `${bin}:${ctx.env.PATH ?? ''}`,
    HOME: home,
    GIT_AUTHOR_NAME: 'Demo',
    GIT_AUTHOR_EMAIL: 'demo@example.invalid',
    GIT_COMMITTER_NAME: 'Demo',
    GIT_COMMITTER_EMAIL: 'demo@example.invalid',
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_DATE: date,
    GIT_CONFIG_NOSYSTEM: '1',
  };
  for (const { path, text } of readTree(join(ctx.packageRoot, 'templates', 'sample', 'project'))) {
    writeScratch(join(root, path), text);
  }
  writeScratch(join(home, '.claude', 'settings.json'), '{}\n');
  // The hooks look for the program on PATH, as on a machine where it is installed.
  writeScratch(join(bin, 'ka'), `#!/bin/sh\nexec node "${join(ctx.dist, 'ka.cjs')}" "$@"\n`, true);
  const git = (...args: string[]): string => {
    const ran = runGit(root, args, env);
    if (ran.code !== 0) throw new KaError('git-failed', `git ${args[0]} in ${root}: ${ran.err.trim()}`);
    return ran.out;
  };
  git('init', '-q', '-b', 'main');
  git('add', '-A');
  git('commit', '-q', '-m', 'Add up carts');
  const ka: Stage['ka'] = (args, now, more = {}) => {
    // No process of a hook outlives the stage; digests are written when they are asked for.
    const clock = { KA_NOW: new Date(now).toISOString(), COLUMNS: String(columns), NO_COLOR: '1', KA_DETACHED: 'off' };
    return runSelf(ctx.dist, args, { cwd: root, env: { ...env, ...clock, ...more.env }, input: more.input ?? '' });
  };
  return { folder, root, home, ka, git };
}
