import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Repo, repo, scratch } from '../repo.ts';
import { type Conversation, type Model, startModel } from './model.ts';

const VERSION = '2.1.328';
const PROGRAM = join(import.meta.dirname, '..', '..', process.env.KA_DIST ?? 'dist', 'ka.cjs');

/** Installs the pinned client once per machine, into the temporary folder; returns its program. */
export function installClaude(): string {
  const folder = join(tmpdir(), `ka-clients-claude-${VERSION}`);
  const program = join(folder, 'node_modules', '.bin', 'claude');
  if (existsSync(program)) return program;
  const half = `${folder}.${process.pid}`;
  mkdirSync(half, { recursive: true });
  writeFileSync(join(half, 'package.json'), '{"private":true}');
  try {
    const args = ['install', '--no-audit', '--no-fund', '--loglevel=error', `@anthropic-ai/claude-code@${VERSION}`];
    execFileSync('npm', args, { cwd: half, stdio: 'pipe', timeout: 300_000 });
    renameSync(half, folder);
  } catch (error) {
    const said = (error as { stderr?: Buffer }).stderr?.toString() || String(error);
    throw new Error(
      `Claude Code ${VERSION} could not be installed from npm, so nothing was tested: ${said.slice(0, 500)}`,
    );
  } finally {
    rmSync(half, { recursive: true, force: true });
  }
  return program;
}

/** A repository after `ka init`, with a client that talks to the scripted model. */
export interface Desk extends Repo {
  model: Model;
  /** Runs the client to its end. */
  claude: (prompt: string, ...args: string[]) => Promise<ClientRun>;
  /** Starts it and lets it run. */
  start: (prompt: string, ...args: string[]) => { child: ChildProcess; ended: Promise<ClientRun> };
  /** Execution records of an agent, folded. */
  records: (agent: string) => any[];
}

export interface ClientRun {
  code: number | null;
  out: string;
  err: string;
}

const TOOLS = ['Bash', 'Agent', 'Read', 'Write', 'Edit'];

/** The folders of PATH where neither ka nor a client of the user's stands. */
const plainPath = (): string =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !existsSync(join(folder, 'ka')) && !existsSync(join(folder, 'claude')))
    .join(delimiter);

/**
 * @param script what the model says
 * @param options.ka false: a machine on which ka is not installed
 */
export async function desk(
  program: string,
  script: readonly Conversation[],
  { ka = true, agents = ['tdd-workflow'] }: { ka?: boolean; agents?: string[] } = {},
): Promise<Desk> {
  const model = await startModel(script);
  onTestFinished(() => model.close());
  const bin = scratch();
  if (ka) symlinkSync(PROGRAM, join(bin, 'ka'));
  const r = repo({ 'package.json': '{}' });
  const setup = (...args: string[]): void => {
    const ran = r.ka(args, { env: { PATH: `${bin}${delimiter}${plainPath()}` } });
    if (ran.code !== 0) throw new Error(`ka ${args.join(' ')}: ${ran.err}`);
  };
  setup('init', '--harness', 'claude');
  if (agents.length > 0) setup('agents', 'install', ...agents);
  r.git('add', '-A');
  r.git('commit', '-qm', 'ka init');

  const start: Desk['start'] = (prompt, ...args) => {
    const child = spawn(program, ['-p', prompt, '--allowedTools', ...TOOLS, ...args], {
      cwd: r.root,
      // Nothing of the caller's leaks in: this test may itself run inside of a coding agent.
      env: {
        PATH: `${bin}${delimiter}${plainPath()}`,
        HOME: r.home,
        TERM: 'dumb',
        LANG: 'C.UTF-8',
        ANTHROPIC_BASE_URL: model.url,
        ANTHROPIC_API_KEY: 'none',
        CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
        DISABLE_TELEMETRY: '1',
        DISABLE_AUTOUPDATER: '1',
      },
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
  return {
    ...r,
    model,
    start,
    claude: (prompt, ...args) => start(prompt, ...args).ended,
    records: (agent) =>
      r
        .ka(['metrics', 'export', agent])
        .out.split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line)),
  };
}

/** Sums of what the model served to the conversations that `of` names. */
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
