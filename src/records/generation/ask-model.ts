import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Ctx } from '../../lib/context.ts';
import { KaError } from '../../lib/errors.ts';
import { type Chat, chat } from '../../models/openai.ts';
import type { Endpoint } from '../../models/settings.ts';
import { readConfig } from '../../store/config.ts';
import { replaceFile } from '../../store/files.ts';
import type { Project } from '../../store/project.ts';
import { findSecrets } from '../../store/redact/redact.ts';
import { addRecord } from '../add.ts';
import type { ManagedRecord } from '../contract.ts';
import { findKind } from '../kinds.ts';
import { recordRun } from './run-record.ts';

/** What is asked, and for what. */
export interface Question {
  prompt: string;
  summary?: string | undefined;
  task?: string | undefined;
  /** The trace that the call belongs to; default: the run's id. */
  trace?: string | undefined;
  timeoutMs: number;
}

/** The answer, and where it is kept. */
export interface ModelAnswer extends Chat {
  record: ManagedRecord;
  /** Relative to the project root; git-ignored. */
  path: string;
  /** `sha256:…` of the answer. */
  output_ref: string;
}

const hashOf = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;

/** What leaves the machine passes the gate first. @throws KaError `secret`, naming the pattern and the line */
export function refuseSecretPrompt(project: Project, ctx: Ctx, prompt: string): void {
  const [found] = findSecrets(prompt, readConfig(project, ctx).redaction.allow);
  if (!found) return;
  const says = `Nothing was sent: line ${found.line} of the prompt holds what looks like a secret (${found.pattern}). If it is none, allow the text under redaction.allow in .kaizen/config.yaml.`;
  throw new KaError('secret', says);
}

/**
 * Asks a text model. The run is recorded before the prompt leaves; the answer is kept in `.kaizen/local/answers`, its hash in
 * the record and in a trace.
 *
 * @throws KaError `secret` before anything is sent; as `chat`, with the run recorded as failed
 */
export async function askModel(
  project: Project,
  ctx: Ctx,
  endpoint: Endpoint,
  { prompt, summary, task, trace, timeoutMs }: Question,
): Promise<ModelAnswer> {
  refuseSecretPrompt(project, ctx, prompt);
  const { host } = new URL(endpoint.base);
  const told = task === undefined ? {} : { task };
  const start = {
    backend: 'openai',
    template: 'prompt',
    endpoint: host,
    models: [endpoint.model],
    summary: summary ?? 'A model was asked.',
    prompt_hash: hashOf(prompt),
    ...told,
  };
  const note = (id: string, fields: Record<string, unknown>): void => {
    const event = {
      type: 'model_call',
      name: 'model run',
      summary: summary ?? 'A model was asked.',
      trace_id: trace ?? id,
      model: endpoint.model,
      provider: host,
      input_ref: start.prompt_hash,
      ...told,
      ...fields,
    };
    addRecord(project, ctx, findKind(project, ctx, 'trace'), { fields: event, sections: {} });
  };
  const { record, value } = await recordRun(project, ctx, 'model run', start, async (run) => {
    run.note({ status: 'running' });
    const patience = { timeoutMs, now: ctx.now, say: ctx.progress, signal: run.signal };
    try {
      const answer = await chat(endpoint, prompt, patience);
      const path = `.kaizen/local/answers/${run.id}.md`;
      replaceFile(join(project.root, path), answer.text, join(project.local, 'tmp'));
      const output_ref = hashOf(answer.text);
      const { text: _, ...counts } = answer;
      note(run.id, { status: 'completed', ...counts, output_ref });
      const { latency_ms } = answer;
      const status = answer.text.trim() === '' ? 'completed_no_output' : 'completed';
      return { fields: { status, output_ref, latency_ms }, value: { ...answer, path, output_ref } };
    } catch (error) {
      note(run.id, { status: 'failed', level: 'error' });
      throw error;
    }
  });
  return { ...value, record };
}
