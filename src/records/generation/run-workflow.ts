import { createHash } from 'node:crypto';
import { basename, extname, join } from 'node:path';
import type { Ctx } from '../../lib/context.ts';
import { awaitRun, type Comfy, fetchFile, submit } from '../../models/comfyui.ts';
import { readConfig } from '../../store/config.ts';
import { replaceFile, resolveInside } from '../../store/files.ts';
import type { Project } from '../../store/project.ts';
import { refuseSecrets } from '../../store/redact/redact.ts';
import { addRecord } from '../add.ts';
import type { ManagedRecord } from '../contract.ts';
import { findKind } from '../kinds.ts';
import { recordRun } from './run-record.ts';
import type { Workflow } from './workflow.ts';

/** What is run, and for what. */
export interface Job {
  workflow: Workflow;
  /** Its file, relative to the project root. */
  source: string;
  template?: string | undefined;
  summary?: string | undefined;
  task?: string | undefined;
  replayOf?: string | undefined;
  /** Folder for what comes out, relative to the project root; default: one of the run in `.kaizen/local`. */
  out?: string | undefined;
  timeoutMs: number;
}

/** A file that was kept. */
export interface KeptFile {
  path: string;
  sha256: string;
  bytes: number;
  artifact: string;
}

/** How long one question may take: a submission, a look, a download. */
const LONGEST_MS = { submit: 30_000, look: 15_000, fetch: 120_000 };

/** Keeps a file with its hash as an artifact; the same bytes at the same place are one. */
function keepFile(
  project: Project,
  ctx: Ctx,
  path: string,
  bytes: Uint8Array,
  fields: Record<string, unknown>,
): KeptFile {
  replaceFile(resolveInside(project.root, path), bytes, join(project.local, 'tmp'));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const given = { fields: { file: path, sha256, bytes: bytes.length, ...fields }, sections: {} };
  const { record } = addRecord(project, ctx, findKind(project, ctx, 'artifact'), given, { op: 'comfy run' });
  return { path, sha256, bytes: bytes.length, artifact: record.id };
}

/** The ending of a name that came from elsewhere, if it is a plain one: `.png`. */
const endingOf = (name: string): string => /^\.[a-z0-9]{1,8}$/i.exec(extname(basename(name)))?.[0] ?? '';

/**
 * Runs a workflow. Record and a copy of the workflow stand before anything is sent, and the record says how it ended.
 *
 * @throws KaError `secret` before anything is written; as `submit`, `awaitRun` and `fetchFile`, with the run recorded as failed
 */
export async function runWorkflow(
  project: Project,
  ctx: Ctx,
  comfy: Comfy,
  job: Job,
): Promise<{ record: ManagedRecord; value: KeptFile[] }> {
  const { workflow, source, out, timeoutMs } = job;
  refuseSecrets(workflow.graph, readConfig(project, ctx).redaction.allow);
  if (out !== undefined) resolveInside(project.root, out);
  const told = job.task === undefined ? {} : { task: job.task };
  const start = {
    backend: 'comfyui',
    template: job.template ?? 'default',
    endpoint: new URL(comfy.base).host,
    summary: job.summary ?? `${basename(source)} was run.`,
    source,
    workflow_hash: workflow.hash,
    models: workflow.models,
    ...(workflow.seed === null ? {} : { seed: workflow.seed }),
    ...(job.replayOf === undefined ? {} : { replay_of: job.replayOf }),
    ...told,
  };
  return recordRun(project, ctx, 'comfy run', start, async (run) => {
    const patience = { now: ctx.now, say: ctx.progress, signal: run.signal };
    const folder = `${out ?? '.kaizen/local/generation'}/${run.id}`;
    const copy = Buffer.from(`${JSON.stringify(workflow.graph, null, 2)}\n`);
    const { artifact } = keepFile(project, ctx, `${folder}/workflow.json`, copy, { type: 'comfyui_workflow', ...told });
    run.note({ status: 'running', workflow: artifact });
    const deadline = ctx.now() + timeoutMs;
    const prompt_id = await submit(comfy, workflow.graph, run.id, { ...patience, timeoutMs: LONGEST_MS.submit });
    run.note({ prompt_id });
    const made = await awaitRun(comfy, prompt_id, deadline, { ...patience, timeoutMs: LONGEST_MS.look });
    const kept: KeptFile[] = [];
    for (const [at, file] of made.entries()) {
      const bytes = await fetchFile(comfy, file, { ...patience, timeoutMs: LONGEST_MS.fetch });
      // Named by ka: a name from elsewhere could lead anywhere.
      const path = `${folder}/output-${String(at + 1).padStart(2, '0')}${endingOf(file.filename)}`;
      kept.push(keepFile(project, ctx, path, bytes, { type: 'comfyui_output', ...told }));
      run.note({ outputs: kept.map((one) => one.artifact) });
    }
    return { fields: { status: kept.length > 0 ? 'completed' : 'completed_no_output' }, value: kept };
  });
}
