import { join } from 'node:path';
import { CLAUDE_AGENTS } from '../harnesses/claude/agent-file.ts';
import type { Ctx } from '../lib/context.ts';
import { KaError } from '../lib/errors.ts';
import { nearest } from '../lib/nearest.ts';
import { readConfig } from '../store/config.ts';
import { listFolder, readText, resolveInside } from '../store/files.ts';
import type { Project } from '../store/project.ts';
import { refuseSecrets } from '../store/redact/redact.ts';
import { exportable, joinPlans, type Plan, planExport } from './export.ts';
import { agentFolders, type RawAgent, rawAgents, readRaw } from './raw-files.ts';
import { usedFormats } from './used-formats.ts';

/** The agents that come with ka, by name. */
export const shippedAgents = (ctx: Ctx): RawAgent[] =>
  listFolder(join(ctx.packageRoot, 'agents'))
    .filter((file) => file.endsWith('.md'))
    .map((file) => readRaw('agents', file.slice(0, -3), readText(join(ctx.packageRoot, 'agents', file)) ?? ''));

/** Where new definitions go: the first folder that is ka's, else the first. */
export function folderForNew(project: Project, ctx: Ctx): string {
  const folders = agentFolders(project, ctx);
  return folders.find((folder) => folder !== CLAUDE_AGENTS) ?? folders[0] ?? 'agents';
}

/** The shipped agents of these names. @throws KaError `no-agent` naming the nearest */
export function chooseShipped(ctx: Ctx, names: readonly string[]): RawAgent[] {
  const shipped = shippedAgents(ctx);
  return [...new Set(names)].map((name) => {
    const found = shipped.find((agent) => agent.name.toLowerCase() === name.toLowerCase());
    if (found) return found;
    const near = nearest(
      name,
      shipped.map((agent) => agent.name),
    );
    throw new KaError(
      'no-agent',
      `ka ships no agent "${name.slice(0, 80)}".${near ? ` Did you mean ${near}?` : ''}`,
      near ? `ka agents install ${near}` : 'ka agents list --shipped',
    );
  });
}

function planOne(project: Project, raws: readonly RawAgent[], agent: RawAgent, force: boolean): Plan {
  const { name, path, text } = agent;
  const before = readText(resolveInside(project.root, path));
  if (before?.replaceAll('\r\n', '\n') === text) return { steps: [{ name, path, status: 'unchanged' }], changes: [] };
  const refuse = (reason: string): Plan => ({ steps: [{ name, path, status: 'refused', reason }], changes: [] });
  if (before !== null && !force) return refuse('it differs from the shipped one');
  const other = raws.find((raw) => raw.path !== path && !raw.mark && raw.name.toLowerCase() === name.toLowerCase());
  if (other && !force) return refuse(`${other.path} defines ${name} already`);
  return { steps: [{ name, path, status: 'written' }], changes: [{ kind: 'write', path, text }] };
}

/**
 * Puts definitions into the repository, and into the harnesses that are set up. A file that differs needs `force`.
 *
 * @param agents texts with the name that they define; where they lie is chosen here
 */
export function planInstall(project: Project, ctx: Ctx, agents: readonly RawAgent[], force: boolean): Plan {
  const { allow } = readConfig(project, ctx).redaction;
  const folder = folderForNew(project, ctx);
  const raws = rawAgents(project, ctx);
  const placed = agents.map((agent) => readRaw(folder, agent.stem, agent.text));
  const plans = placed.map((agent) => planOne(project, raws, agent, force));
  for (const { changes } of plans) {
    for (const change of changes) if (change.kind === 'write') refuseSecrets(change.text, allow);
  }
  const settled = placed.filter((_, at) => plans[at]!.steps.every(({ status }) => status !== 'refused'));
  const exports = usedFormats(project).map((format) =>
    planExport(project, exportable(settled, format), format, { force, allow }),
  );
  return joinPlans(...plans, ...exports);
}
