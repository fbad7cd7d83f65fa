import { execFileSync } from 'node:child_process';
import { type Repo, repo } from '../repo.ts';

/** A session of a simulated repository. */
export interface Simulated {
  id: string;
  started: string;
  start: string | null;
  end?: string | null;
  tokens: number;
  more?: Record<string, unknown>;
}

export const DAY = 86_400_000;
export const at = (ms: number): string => new Date(ms).toISOString();

/** A digest as `sessions sync` writes it. */
export function digestOf({ id, started, start, end = start, tokens, more = {} }: Simulated): Record<string, unknown> {
  const used = { input: 0, output: tokens, reasoning: 0, cache_read: 0, cache_write: 0, cache_write_1h: 0 };
  return {
    id: `claude:${id}`,
    harness: 'claude',
    session_id: id,
    parent: null,
    agent: 'main',
    definition: null,
    repo: 'repo',
    started,
    ended: at(Date.parse(started) + 600_000),
    duration_ms: 600_000,
    working_ms: 300_000 + (tokens % 1000),
    status: 'ended',
    harness_version: '2.1.328',
    tokens: used,
    replayed: { tokens: used, tool_calls: 0, tool_errors: 0 },
    cost_usd: tokens * 1e-5,
    models: [{ model: 'm', tokens: used, cost_usd: tokens * 1e-5, price: 'table:2026-09-23' }],
    user_messages: 3,
    assistant_messages: 5,
    turns: 3,
    tool_calls: 5,
    tool_errors: tokens % 3,
    tools: [],
    commands: [],
    skills: [],
    rules: [],
    corrections: [],
    violations: [],
    context_peak: null,
    context_tokens: null,
    compactions: 0,
    rejections: 0,
    retries: 0,
    interrupts: 0,
    stops: 0,
    truncations: 0,
    spans: { depth: 1, fan_out: 2 },
    files: [],
    outside: { reads: 0, edits: 0 },
    git: { start, end, branch: 'main', dirty: null, bound_by: 'hook' },
    arms: {},
    flags: [],
    source: { files: 1, lines: 10, bad_lines: 0, unknown: {} },
    ...more,
  };
}

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
