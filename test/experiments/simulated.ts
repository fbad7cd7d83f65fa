import { execFileSync } from 'node:child_process';
import { digestOf, type Simulated } from '../../bench/digest.mjs';
import { type Repo, repo } from '../repo.ts';

export { digestOf, type Simulated };

export const DAY = 86_400_000;
export const at = (ms: number): string => new Date(ms).toISOString();

export const writeDigests = (
  project: Repo,
  sessions: readonly Simulated[],
  path = '.kaizen/sessions/2026-01.jsonl',
): void => project.write(path, `${sessions.map((one) => JSON.stringify(digestOf(one))).join('\n')}\n`);

/** A repository whose commits bear the time that each is given. */
export function timedRepo(files: Record<string, string> = { 'src/auth.py': 'one\n' }) {
  const project = repo(files);
  const commit = (time: number, path: string, text: string, message = `edit ${path}`): string => {
    project.write(path, text);
    const env = {
      PATH: process.env.PATH!,
      HOME: project.home,
      GIT_AUTHOR_NAME: 'A',
      GIT_AUTHOR_EMAIL: 'a@example.invalid',
      GIT_COMMITTER_NAME: 'A',
      GIT_COMMITTER_EMAIL: 'a@example.invalid',
      GIT_AUTHOR_DATE: at(time),
      GIT_COMMITTER_DATE: at(time),
    };
    const git = (...args: string[]): string => execFileSync('git', args, { cwd: project.root, env, encoding: 'utf8' });
    git('add', '--', path);
    git('commit', '-q', '-m', message, '--', path);
    return git('rev-parse', 'HEAD').trim();
  };
  return { project, commit };
}

/** `ka` at a time, with a committer whose commits bear it. */
export const kaAt = (project: Repo, time: number, args: readonly string[], env: Record<string, string> = {}) =>
  project.ka(args, {
    env: {
      KA_NOW: at(time),
      GIT_AUTHOR_NAME: 'A',
      GIT_AUTHOR_EMAIL: 'a@example.invalid',
      GIT_COMMITTER_NAME: 'A',
      GIT_COMMITTER_EMAIL: 'a@example.invalid',
      GIT_AUTHOR_DATE: at(time),
      GIT_COMMITTER_DATE: at(time),
      ...env,
    },
  });
