import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Repo, repo } from '../repo.ts';

/** A repository with managed records, and short words for what tests do with them. */
export interface Tree extends Repo {
  /** Runs ka, which must succeed; its answer as JSON. */
  ok: (...args: string[]) => any;
  /** What `ka record verify` finds, notes left out: codes, whole findings, exit code, its whole answer. */
  verify: (...ids: string[]) => { code: number | null; codes: string[]; findings: any[]; all: any };
  commit: (message: string) => string;
  /** The path of the only record of a kind, or of the one whose name begins so. */
  file: (kind: string, id?: string) => string;
  /** Changes a file as an editor does. */
  edit: (path: string, from: string | RegExp, to: string) => void;
  /** The clock of what runs next, in minutes after a fixed time. */
  at: (minute: number) => void;
}

const FIRST = Date.UTC(2026, 0, 1);

/** @param options as those of `repo` */
export function tree(files: Record<string, string> = {}, options: { git?: boolean } = {}): Tree {
  const base = repo(files, { ...options, onPath: true });
  let env: Record<string, string> = {};
  const ka: Repo['ka'] = (args, more = {}) => base.ka(args, { ...more, env: { ...env, ...more.env } });
  return {
    ...base,
    ka,
    ok: (...args) => {
      const ran = ka([...args, '--json']);
      if (ran.code !== 0) throw new Error(`ka ${args.join(' ')}: ${ran.code} ${ran.out} ${ran.err}`);
      return ran.json();
    },
    verify: (...ids) => {
      const ran = ka(['record', 'verify', ...ids, '--json']);
      const all = ran.json();
      const findings = (all.findings ?? []).filter(({ status }: { status: string }) => status === 'wrong');
      return { code: ran.code, codes: findings.map(({ code }: { code: string }) => code), findings, all };
    },
    commit: (message) => {
      base.git('add', '-A');
      base.git('commit', '-q', '--allow-empty', '-m', message);
      return base.git('rev-parse', 'HEAD').trim();
    },
    file: (kind, id = '') => {
      const folder = `.kaizen/records/${kind}`;
      const names = readdirSync(join(base.root, folder)).filter((name) => name.startsWith(id));
      if (names.length !== 1) throw new Error(`${names.length} files of ${kind}`);
      return `${folder}/${names[0]}`;
    },
    edit: (path, from, to) => {
      const [before, after] = [base.read(path), base.read(path).replace(from, to)];
      if (before === after) throw new Error(`${path} does not hold ${from}`);
      base.write(path, after);
    },
    at: (minute) => {
      env = { KA_NOW: new Date(FIRST + minute * 60_000).toISOString() };
    },
  };
}

export const TASK = ['record', 'add', 'task', '--title', 'Fix the login', '--summary', 'Sessions end too early.'];
