import { KaError } from '../../lib/errors.ts';
import { refuseUnapproved } from '../../models/approval.ts';
import { textModel } from '../../models/settings.ts';
import { plainRecord } from '../../records/contract.ts';
import { askModel, refuseSecretPrompt } from '../../records/generation/ask-model.ts';
import { readConfig } from '../../store/config.ts';
import { findProject } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';

interface Input {
  prompt: string;
  summary?: string;
  task?: string;
  trace?: string;
  timeout: number;
}

export default defineCommand<Input>({
  summary: 'ask the text model, and record that it was asked',
  description:
    'The prompt passes the redaction gate before it is sent. A generative-run stands before that, and says how it ended. The answer is printed and kept in .kaizen/local/answers, which is never committed; records hold its hash, not its text. What a model says is advice: it accepts no work.',
  positional: ['prompt'],
  required: ['prompt'],
  input: {
    prompt: { type: 'string', description: 'what to ask; - reads standard input' },
    summary: { type: 'string', description: 'what it is for, in a sentence or two', placeholder: 'text' },
    task: { type: 'string', description: 'the task that it is for', placeholder: 'id' },
    trace: { type: 'string', description: 'the trace that it belongs to (default: the run)', placeholder: 'id' },
    timeout: { type: 'integer', minimum: 1, maximum: 300, default: 60, description: 'seconds to wait' },
  },
  writes: true,
  examples: [
    { line: 'ka model run "Name three causes of a stale cache."', says: 'prints the answer' },
    { line: 'ka model run - --task t_2026 < prompt.txt', says: 'a long prompt, for a task' },
  ],
  async run(input, ctx) {
    const project = findProject(ctx);
    const endpoint = textModel(ctx, readConfig(project, ctx));
    if (endpoint === null)
      throw new KaError('model-off', 'No text model is configured: KA_LLM_MODEL names one.', 'ka model doctor --help');
    refuseUnapproved(project, endpoint, 'ka model doctor');
    const prompt = input.prompt === '-' ? new TextDecoder().decode(ctx.stdin()) : input.prompt;
    if (prompt.trim() === '') throw new KaError('missing-input', 'The prompt is empty.', 'ka model run "…"');
    if (ctx.dryRun) {
      refuseSecretPrompt(project, ctx, prompt);
      const { base, model } = endpoint;
      return {
        data: { schema_version: 1, dry_run: true, model, base_url: base, characters: prompt.length },
        text: `would send ${prompt.length} characters to ${model} at ${base}`,
      };
    }
    const { record, path, output_ref, ...answer } = await askModel(project, ctx, endpoint, {
      ...input,
      prompt,
      timeoutMs: input.timeout * 1000,
    });
    return {
      data: {
        schema_version: 1,
        id: record.id,
        status: record.fields.status,
        answer: answer.text,
        path,
        output_ref,
        model: endpoint.model,
        prompt_tokens: answer.prompt_tokens,
        completion_tokens: answer.completion_tokens,
        latency_ms: answer.latency_ms,
        record: plainRecord(record),
      },
      text: answer.text.trimEnd(),
      notes: [`recorded as ${record.id}; the answer is kept in ${path}`],
    };
  },
});
