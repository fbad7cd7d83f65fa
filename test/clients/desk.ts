import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Repo, repo, scratch } from '../repo.ts';
import { type Client, settle } from './clients.ts';
import { install } from './install.ts';
import { type Conversation, type Model, startModel } from './model.ts';

const PROGRAM = join(import.meta.dirname, '..', '..', process.env.KA_DIST ?? 'dist', 'ka.cjs');

/** A repository after `ka init`, with a client that talks to the scripted model. */
export interface Desk extends Repo {
  model: Model;
  /** Runs the client to its end. */
  run: (prompt: string, ...args: string[]) => Promise<ClientRun>;
  /** The same, to go on with its newest session. */
  goOn: (prompt: string) => Promise<ClientRun>;
  /** Starts it and lets it run. */
  start: (prompt: string, ...args: string[]) => { child: ChildProcess; ended: Promise<ClientRun> };
  /** Execution records of an agent, folded. */
  records: (agent: string) => any[];
  /** Hooks fail open: their log is where a failure shows. */
  hookLog: () => string;
}

export interface ClientRun {
  code: number | null;
  out: string;
  err: string;
}

/** The folders of PATH where neither ka nor the user's own client stands. */
const plainPath = (client: Client): string =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !existsSync(join(folder, 'ka')) && !existsSync(join(folder, client.name)))
    .join(delimiter);

/**
 * @param script what the model says
 * @param options.ka false: a machine on which ka is not installed
 * @param options.hooks false: without `ka init`
 */
export async function desk(
  client: Client,
  script: readonly Conversation[],
  { ka = true, hooks = true, agents = [] }: { ka?: boolean; hooks?: boolean; agents?: string[] } = {},
): Promise<Desk> {
  const program = await install(client);
  const model = await startModel(script);
  onTestFinished(() => model.close());
  const bin = scratch();
  if (ka) symlinkSync(PROGRAM, join(bin, 'ka'));
  const path = `${bin}${delimiter}${plainPath(client)}`;
  const r = repo({ 'package.json': '{}' });
  const setup = (...args: string[]): void => {
    const ran = r.ka(args, { env: { PATH: path } });
    if (ran.code !== 0) throw new Error(`ka ${args.join(' ')}: ${ran.err}`);
  };
  if (hooks) setup('init', '--harness', client.name);
  if (agents.length > 0) setup('agents', 'install', ...agents);
  if (hooks) {
    r.git('add', '-A');
    r.git('commit', '-qm', 'ka init');
  }
  settle(client, r.home, model.url, r.root);

  const startWith = (args: readonly string[]): ReturnType<Desk['start']> => {
    const child = spawn(program, args, {
      cwd: r.root,
      // Nothing of the caller's leaks in: this test may itself run inside of a coding agent.
      env: { PATH: path, HOME: r.home, TERM: 'dumb', LANG: 'C.UTF-8', ...client.env(model.url) },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const run: ClientRun = { code: null, out: '', err: '' };
    child.stdout.on('data', (part) => (run.out += part));
    child.stderr.on('data', (part) => (run.err += part));
    const ended = new Promise<ClientRun>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => resolve({ ...run, code }));
    });
    return { child, ended };
  };
  const start: Desk['start'] = (prompt, ...args) => startWith([...client.args(prompt), ...args]);
  return {
    ...r,
    model,
    start,
    run: (prompt, ...args) => start(prompt, ...args).ended,
    goOn: (prompt) => startWith(client.goOn(prompt)).ended,
    records: (agent) => jsonLines(r.ka(['metrics', 'export', agent]).out),
    hookLog: () => (existsSync(join(r.root, '.kaizen/local/hook.log')) ? r.read('.kaizen/local/hook.log') : ''),
  };
}

export const jsonLines = (text: string): any[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

/** Sums of what the model served to the conversations that `of` names, as a record or digest names them. */
export function servedTokens(model: Model, of: string): Record<string, number> {
  const sum = { input: 0, output: 0, cache_read: 0, cache_write: 0 };
  for (const { conversation, turn } of model.served) {
    if (conversation !== of) continue;
    sum.input += turn.input;
    sum.output += turn.output;
    sum.cache_read += turn.cacheRead;
    sum.cache_write += turn.cacheWrite;
  }
  return sum;
}
