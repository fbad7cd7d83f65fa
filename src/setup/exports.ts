import { exportable, planExport, type Step } from '../agents/export.ts';
import { rawAgents, rawAgentsIn } from '../agents/raw-files.ts';
import { CLAUDE_AGENTS } from '../harnesses/claude/agent-file.ts';
import type { Ctx } from '../lib/context.ts';
import { KaError } from '../lib/errors.ts';
import { readConfig } from '../store/config.ts';
import { isHidden } from '../store/exclude.ts';
import type { Project } from '../store/project.ts';
import { type Edit, editInside } from './edit.ts';

/** Edits of exported agents, and what the user should know about those that are left alone. */
export interface Exports {
  edits: Edit[];
  notes: string[];
}

const SHOWN = 3;

function noteRefused(refused: readonly Step[]): string[] {
  if (refused.length === 0) return [];
  const named = refused.slice(0, SHOWN).map(({ path, reason }) => `${path} (${reason})`);
  if (refused.length > SHOWN) named.push(`${refused.length - SHOWN} more`);
  return [`not exported to Claude Code: ${named.join(', ')}. try: ka agents check`];
}

/**
 * What `ka init` exports: the definitions that exist already, for Claude Code runs only what lies in its own folder. One
 * that cannot be exported does not keep the hooks from being set up.
 *
 * @param isPrivate leave alone what others may have committed
 */
export function planExports(project: Project, ctx: Ctx, isPrivate: boolean): Exports {
  try {
    const { allow } = readConfig(project, ctx).redaction;
    const plans = exportable(rawAgents(project, ctx)).map((source) => {
      try {
        return planExport(project, [source], { force: false, allow });
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
      notes: noteRefused(plans.flatMap(({ steps }) => steps).filter(({ status }) => status === 'refused')),
    };
  } catch (error) {
    if (!(error instanceof KaError) || error.code !== 'outside-project') throw error;
    return { edits: [], notes: [`agents are not exported: ${error.message}`] };
  }
}

/** What `ka init --remove` takes back: every export that nobody edited. An edited one is somebody's work. */
export function planExportRemoval(project: Project): Exports {
  try {
    const exported = rawAgentsIn(project, CLAUDE_AGENTS).flatMap(({ path, mark }) => (mark ? [{ path, mark }] : []));
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
