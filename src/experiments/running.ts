import { join } from 'node:path';
import type { Ctx } from '../lib/context.ts';
import { isoTime, parseTime } from '../lib/time.ts';
import { loadDoc } from '../store/docs/load-doc.ts';
import { listFolder, readJson, readText, statFile } from '../store/files.ts';
import { hideLocal } from '../store/git/hide-local.ts';
import { refuseLink } from '../store/inside.ts';
import type { Project } from '../store/project.ts';
import { placeFile } from '../store/quick-file.ts';
import type { ArmName, Injection } from './contract.ts';

/** What hooks and briefs need of an experiment that runs. */
export interface RunningExperiment {
  id: string;
  hypothesis: string;
  agent: string | null;
  created: string;
  /** Of an alternating one: what each arm gets, and until when arms are assigned. */
  alternate: { arms: Record<ArmName, Injection>; until: string } | null;
}

const DAY_MS = 86_400_000;
const VERSION = 1;

/**
 * The experiments that run, oldest first. For hot commands: without any it costs one look at a folder; else documents are
 * parsed only after one of them changed, and the list stands in `.kaizen/local/cache/`.
 */
export function runningExperiments(project: Project, ctx: Pick<Ctx, 'dist' | 'pid'>): RunningExperiment[] {
  const folder = join(project.kaizen, 'experiments');
  const names = listFolder(folder).filter((name) => name.endsWith('.md'));
  if (names.length === 0) return [];
  const states = names.map((name) => {
    const stat = statFile(join(folder, name));
    return `${name} ${stat?.size} ${stat?.mtimeMs} ${stat?.ctimeMs} ${stat?.ino}`;
  });
  const key = `${VERSION}\n${states.join('\n')}`;
  const cache = join(project.local, 'cache', 'experiments.json');
  const kept = readJson<{ key: string; running: RunningExperiment[] }>(cache);
  if (kept?.key === key) return kept.running;
  const running = names
    .map((name) => readRunning(project, ctx, join(folder, name)))
    .filter((one) => one !== null)
    .sort((a, b) => (`${a.created} ${a.id}` < `${b.created} ${b.id}` ? -1 : 1));
  try {
    hideLocal(project);
    placeFile(cache, JSON.stringify({ key, running }), ctx.pid);
  } catch {
    // A cache that cannot be written costs time, nothing else.
  }
  return running;
}

/** One that runs; null for any other, and for a file that is none: `ka exp list` says what is wrong with it. */
function readRunning(project: Project, ctx: Pick<Ctx, 'dist'>, path: string): RunningExperiment | null {
  try {
    refuseLink(project.root, path);
    const { data } = loadDoc(ctx).parseDoc(readText(path) ?? '');
    const { id, hypothesis, status = 'running', agent = null, created, bind, window_days: days = 14, arms } = data;
    if (status !== 'running' || typeof id !== 'string' || typeof hypothesis !== 'string') return null;
    if (typeof created !== 'string' || (agent !== null && typeof agent !== 'string')) return null;
    const since = parseTime(created);
    if (since === null || typeof days !== 'number') return null;
    const until = isoTime(since + days * DAY_MS);
    const both = bind === 'alternate' ? readArms(arms) : null;
    return { id, hypothesis, agent, created, alternate: both && { arms: both, until } };
  } catch {
    return null;
  }
}

function readArms(value: unknown): Record<ArmName, Injection> | null {
  const read = (arm: unknown): Injection | null => {
    const { brief, text } = (arm ?? {}) as Record<string, unknown>;
    return typeof brief === 'boolean' ? { brief, text: typeof text === 'string' ? text : null } : null;
  };
  const { control, treatment } = (value ?? {}) as Record<string, unknown>;
  const [first, second] = [read(control), read(treatment)];
  return first && second ? { control: first, treatment: second } : null;
}

/** Those that an agent's runs take part in. */
export const ofAgent = (running: readonly RunningExperiment[], agent: string): RunningExperiment[] =>
  running.filter((one) => one.agent === null || one.agent === agent);
