import { join } from 'node:path';
import { CLAUDE_AGENTS, claudeAgentFile } from '../harnesses/claude/agent-file.ts';
import { readMark } from '../harnesses/mark.ts';
import type { Change } from '../store/changes.ts';
import { readText, resolveInside, statFile } from '../store/files.ts';
import type { Project } from '../store/project.ts';
import { refuseSecrets } from '../store/redact.ts';
import { checkFile } from './check-file.ts';
import { type RawAgent, rawAgentsIn } from './raw-files.ts';

/** What becomes of one file. `refused`: it is left as it is, `reason` says why. */
export interface Step {
  name: string;
  path: string;
  status: 'written' | 'unchanged' | 'removed' | 'refused';
  reason?: string;
  /** Keys that the harness's format has no place for. */
  lost?: string[];
}

export interface Plan {
  steps: Step[];
  changes: Change[];
}

export const joinPlans = (...plans: readonly Plan[]): Plan => ({
  steps: plans.flatMap(({ steps }) => steps),
  changes: plans.flatMap(({ changes }) => changes),
});

/** True where Claude Code reads agents: `ka init` set it up, or it has a folder for them. */
export function usesClaude(project: Project): boolean {
  if (statFile(join(project.root, CLAUDE_AGENTS))?.isDirectory) return true;
  return ['settings.json', 'settings.local.json'].some((file) =>
    /\bhook\s+claude\b/.test(readText(join(project.root, '.claude', file)) ?? ''),
  );
}

/** The definitions that have a place of their own: the first of each name, no exports, none in the harness's folder. */
export function exportable(raws: readonly RawAgent[]): RawAgent[] {
  const first = new Map<string, RawAgent>();
  for (const raw of raws.filter(({ mark }) => mark === null)) {
    if (!first.has(raw.name.toLowerCase())) first.set(raw.name.toLowerCase(), raw);
  }
  return [...first.values()].filter(({ folder }) => folder !== CLAUDE_AGENTS);
}

/** Why the file that stands in the way is not ours to replace; null if it is. */
function inTheWay(before: string | null): string | null {
  if (before === null) return null;
  const mark = readMark(before);
  if (!mark) return 'it was written by hand, not exported by ka';
  return mark.edited ? 'it was edited after its export' : null;
}

function planOne(project: Project, source: RawAgent, force: boolean, allow: readonly string[]): Plan {
  const { name } = source;
  const [problem] = checkFile(source);
  if (problem) {
    const reason = `${problem.message} (ka agents check ${name})`;
    return { steps: [{ name, path: source.path, status: 'refused', reason }], changes: [] };
  }
  const { path, text, lost } = claudeAgentFile({ ...source, data: { ...source.data, name } });
  const before = readText(resolveInside(project.root, path));
  if (before === text) return { steps: [{ name, path, status: 'unchanged', lost }], changes: [] };
  const reason = force ? null : inTheWay(before);
  if (reason) return { steps: [{ name, path, status: 'refused', reason }], changes: [] };
  refuseSecrets(source.text, allow);
  return { steps: [{ name, path, status: 'written', lost }], changes: [{ kind: 'write', path, text }] };
}

/** Writes definitions into `.claude/agents/`; what a person wrote or edited there needs `force`. */
export const planExport = (
  project: Project,
  sources: readonly RawAgent[],
  { force, allow }: { force: boolean; allow: readonly string[] },
): Plan => joinPlans(...sources.map((source) => planOne(project, source, force, allow)));

/** Removes exports whose definition is gone, unless somebody edited them. */
export function planOrphans(project: Project, raws: readonly RawAgent[]): Plan {
  const paths = new Set(raws.map(({ path }) => path));
  const orphans = rawAgentsIn(project, CLAUDE_AGENTS).filter(
    ({ mark }) => mark && !mark.edited && !paths.has(mark.source),
  );
  return {
    steps: orphans.map(({ name, path }) => ({ name, path, status: 'removed' })),
    changes: orphans.map(({ path }) => ({ kind: 'delete', path })),
  };
}
