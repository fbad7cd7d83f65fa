import { exportable, exportsOf, planExport, type Step } from '../agents/export.ts';
import { rawAgents } from '../agents/raw-files.ts';
import type { AgentFormat } from '../harnesses/agent-format.ts';
import { AGENT_FORMATS } from '../harnesses/agent-formats.ts';
import type { HookSetup } from '../harnesses/hook-setup.ts';
import type { Ctx } from '../lib/context.ts';
import { KaError } from '../lib/errors.ts';
import { readConfig } from '../store/config.ts';
import { isHidden } from '../store/git/exclude.ts';
import type { Project } from '../store/project.ts';
import { type Edit, editInside } from './edit.ts';

/** Edits of exported agents, and what the user should know about those that are left alone. */
export interface Exports {
  edits: Edit[];
  notes: string[];
}

const SHOWN = 3;

function noteRefused({ title }: AgentFormat, refused: readonly Step[]): string[] {
  if (refused.length === 0) return [];
  const named = refused.slice(0, SHOWN).map(({ path, reason }) => `${path} (${reason})`);
  if (refused.length > SHOWN) named.push(`${refused.length - SHOWN} more`);
  return [`not exported to ${title}: ${named.join(', ')}. try: ka agents check`];
}

/**
 * What `ka init` exports: the definitions that exist already, for each tool runs only what lies in its own folder. One
 * that cannot be exported does not keep the hooks from being set up.
 *
 * @param harnesses those that are set up; a tool without hooks of a project gets no agents by itself
 * @param isPrivate leave alone what others may have committed
 */
export function planExports(project: Project, ctx: Ctx, harnesses: readonly HookSetup[], isPrivate: boolean): Exports {
  const names = harnesses.filter(({ shared }) => shared.length > 0).map(({ name }) => name);
  const all = AGENT_FORMATS.filter(({ name }) => names.includes(name)).map((format) =>
    planFormat(project, ctx, format, isPrivate),
  );
  return { edits: all.flatMap(({ edits }) => edits), notes: all.flatMap(({ notes }) => notes) };
}

function planFormat(project: Project, ctx: Ctx, format: AgentFormat, isPrivate: boolean): Exports {
  try {
    const { allow } = readConfig(project, ctx).redaction;
    const plans = exportable(rawAgents(project, ctx), format).map((source) => {
      try {
        return planExport(project, [source], format, { force: false, allow });
      } catch (error) {
        if (!(error instanceof KaError)) throw error;
        const reason = error.message.replace(/\.$/, '');
        return { steps: [{ name: source.name, path: source.path, status: 'refused' as const, reason }], changes: [] };
      }
    });
    const changes = plans.flatMap((plan) => plan.changes);
    const edits = changes.flatMap((change) =>
      change.kind === 'write' ? [editInside(project, change.path, () => change.text)] : [],
    );
    return {
      edits: edits.filter(({ path, before }) => !isPrivate || before === null || isHidden(project, path)),
      notes: noteRefused(
        format,
        plans.flatMap(({ steps }) => steps).filter(({ status }) => status === 'refused'),
      ),
    };
  } catch (error) {
    if (!(error instanceof KaError) || error.code !== 'outside-project') throw error;
    return { edits: [], notes: [`agents are not exported: ${error.message}`] };
  }
}

/**
 * What `ka init --remove` takes back: every export that nobody edited. An edited one is somebody's work.
 *
 * @param harnesses names; absent: all
 */
export function planExportRemoval(project: Project, harnesses?: readonly string[]): Exports {
  const formats = AGENT_FORMATS.filter(({ name }) => harnesses?.includes(name) ?? true);
  const all = formats.map((format) => planFormatRemoval(project, format));
  return { edits: all.flatMap(({ edits }) => edits), notes: all.flatMap(({ notes }) => notes) };
}

function planFormatRemoval(project: Project, format: AgentFormat): Exports {
  try {
    const exported = exportsOf(project, format);
    const kept = exported.filter(({ mark }) => mark.edited);
    return {
      edits: exported.filter(({ mark }) => !mark.edited).map(({ path }) => editInside(project, path, () => null)),
      notes: kept.map(({ path }) => `${path} stays: it was edited after its export.`),
    };
  } catch (error) {
    if (!(error instanceof KaError) || error.code !== 'outside-project') throw error;
    return { edits: [], notes: [] };
  }
}
