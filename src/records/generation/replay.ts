import type { Ctx } from '../../lib/context.ts';
import { KaError } from '../../lib/errors.ts';
import type { Project } from '../../store/project.ts';
import type { ManagedRecord } from '../contract.ts';
import { findKind } from '../kinds.ts';
import { findRecord } from '../read.ts';
import { RUN_KIND } from './run-record.ts';
import { readWorkflow, type Workflow } from './workflow.ts';

/** A run of ComfyUI by its id or the beginning of it. @throws KaError `no-record`, `several-records`, `no-workflow` */
export function findRun(project: Project, ctx: Ctx, id: string): ManagedRecord {
  const { record } = findRecord(project, ctx, id, [findKind(project, ctx, RUN_KIND)]);
  if (record.fields.backend === 'comfyui') return record;
  throw new KaError('no-workflow', `${record.id} ran no workflow.`, `ka record show ${record.id}`);
}

/**
 * The very workflow of a run: from the copy that was kept with it, else from the file that it came from, if that is the
 * same still.
 *
 * @throws KaError `workflow-gone` (exit 1)
 */
export function recordedWorkflow(
  project: Project,
  ctx: Ctx,
  { id, fields }: ManagedRecord,
): { workflow: Workflow; source: string } {
  const copy = typeof fields.workflow === 'string' ? fileOf(project, ctx, fields.workflow) : null;
  const source = typeof fields.source === 'string' ? fields.source : null;
  for (const path of [copy, source]) {
    const workflow = path === null ? null : readOrNull(project, path);
    if (workflow && workflow.hash === fields.workflow_hash) return { workflow, source: source ?? path! };
  }
  const says = `The workflow of ${id} is gone: neither its copy nor ${source ?? 'its file'} has its hash.`;
  throw new KaError('workflow-gone', says, `ka comfy inspect ${id}`, 1);
}

function fileOf(project: Project, ctx: Ctx, artifact: string): string | null {
  try {
    return String(findRecord(project, ctx, artifact).record.fields.file);
  } catch (error) {
    if (error instanceof KaError) return null;
    throw error;
  }
}

function readOrNull(project: Project, path: string): Workflow | null {
  try {
    return readWorkflow(project, path);
  } catch (error) {
    if (error instanceof KaError) return null;
    throw error;
  }
}
