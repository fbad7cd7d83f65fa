import { relative, resolve } from 'node:path';
import type { Ctx } from '../../lib/context.ts';
import { refuseUnapproved } from '../../models/approval.ts';
import { type Comfy, comfyAt } from '../../models/comfyui.ts';
import { plainRecord } from '../../records/contract.ts';
import { type Job, runWorkflow } from '../../records/generation/run-workflow.ts';
import { readConfig } from '../../store/config.ts';
import type { Project } from '../../store/project.ts';
import type { Output, Property } from '../contract.ts';

export const endpointInput: Property = {
  type: 'string',
  description: 'where ComfyUI listens on this machine (default: KA_COMFYUI_URL, else http://127.0.0.1:8188)',
  placeholder: 'address',
};

/** What `run` and `replay` take alike. */
export const runInput: Readonly<Record<string, Property>> = {
  endpoint: endpointInput,
  template: { type: 'string', description: 'a name for runs of this sort', placeholder: 'name' },
  summary: { type: 'string', description: 'what it is for, in a sentence or two', placeholder: 'text' },
  task: { type: 'string', description: 'the task that it is for', placeholder: 'id' },
  out: {
    type: 'string',
    description:
      'folder of the project for what comes out (default: .kaizen/local/generation, which is never committed)',
    placeholder: 'folder',
    complete: 'files',
  },
  timeout: { type: 'integer', minimum: 1, maximum: 86_400, default: 300, description: 'seconds to wait for the run' },
};

export interface RunInput {
  endpoint?: string;
  template?: string;
  summary?: string;
  task?: string;
  out?: string;
  timeout: number;
}

/** A typed path as it stands in a record. */
export const fromRoot = (project: Project, ctx: Ctx, path: string): string =>
  relative(project.root, resolve(ctx.cwd, path)).replaceAll('\\', '/') || '.';

/** Runs a workflow as it was asked for, and tells what became of it. */
export async function answerRun(
  project: Project,
  ctx: Ctx,
  input: RunInput,
  job: Pick<Job, 'workflow' | 'source' | 'replayOf'>,
): Promise<Output> {
  const comfy: Comfy = comfyAt(ctx, readConfig(project, ctx), input.endpoint);
  refuseUnapproved(project, comfy, 'ka comfy doctor');
  const { workflow, source, replayOf } = job;
  const { hash, seed, models, graph } = workflow;
  const nodes = Object.keys(graph).length;
  const about = { workflow_hash: hash, seed, models, endpoint: comfy.base, replay_of: replayOf ?? null };
  if (ctx.dryRun) {
    return {
      data: { schema_version: 1, dry_run: true, source, nodes, ...about },
      text: `would run ${source} (${nodes} nodes, ${hash.slice(0, 19)}…) at ${comfy.base}`,
    };
  }
  const out = input.out === undefined ? undefined : fromRoot(project, ctx, input.out);
  const { record, value: outputs } = await runWorkflow(project, ctx, comfy, {
    ...job,
    template: input.template,
    summary: input.summary,
    task: input.task,
    out,
    timeoutMs: input.timeout * 1000,
  });
  const { status, prompt_id, latency_ms } = record.fields;
  return {
    data: {
      schema_version: 1,
      dry_run: false,
      id: record.id,
      status,
      ...about,
      prompt_id,
      latency_ms,
      outputs,
      record: plainRecord(record),
    },
    text: [`${String(status)}: ${record.id}`, ...outputs.map(({ path, sha256 }) => `  ${path}  ${sha256}`)].join('\n'),
  };
}
