import type { Ctx } from '../../lib/context.ts';
import { table } from '../../lib/table.ts';
import { approve } from '../../models/approval.ts';
import { listModels } from '../../models/openai.ts';
import { briefly, look } from '../../models/reach.ts';
import { type Endpoint, embeddingModel, modelFolder, textModel } from '../../models/settings.ts';
import { unfinishedNotes, unfinishedRuns } from '../../records/generation/run-record.ts';
import { readConfig } from '../../store/config.ts';
import { findProject, type Project } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';

const LANES = { text: textModel, embedding: embeddingModel } as const;

/** A model in this process is loaded when it is used, not before. */
const HERE = { state: 'in-process', base_url: null, key: false, listed: null, says: null };

/** What one lane is set to, and whether it answers. */
async function laneState(project: Project, ctx: Ctx, lane: keyof typeof LANES, trust: boolean) {
  const settle = (): Endpoint | null => {
    const endpoint = LANES[lane](ctx, readConfig(project, ctx));
    if (endpoint && trust) approve(project, endpoint);
    return endpoint;
  };
  const { state, says, found, backend } = await look(project, settle, (endpoint) => listModels(endpoint, briefly(ctx)));
  const listed = found === null || backend === null ? null : found.includes(backend.model);
  return {
    state,
    model: backend?.model ?? null,
    base_url: backend?.base ?? null,
    key: backend === null ? null : backend.key !== '',
    listed,
    says: says ?? (listed === false ? `it does not list ${backend!.model}` : null),
  };
}

export default defineCommand<{ trust?: boolean }>({
  summary: 'see which models are configured, and whether they answer',
  description:
    'Asks GET {base_url}/models of what is configured; what does not answer is said, never an error. Settings: models in .kaizen/config.yaml, or KA_LLM_BASE_URL, KA_LLM_MODEL, KA_EMBED_BASE_URL, KA_EMBED_MODEL, KA_EMBED_QUERY_PROMPT, which win. Keys only from KA_LLM_API_KEY and KA_EMBED_API_KEY. Plain http beyond this machine needs KA_ALLOW_INSECURE_HTTP=1.',
  input: {
    trust: { type: 'boolean', description: 'approve the addresses that .kaizen/config.yaml names, in this clone' },
  },
  examples: [
    { line: 'ka model doctor', says: 'what is set, and what answers' },
    { line: 'ka model doctor --trust', says: 'lets prompts and keys go where the repository says' },
  ],
  async run({ trust = false }, ctx) {
    const project = findProject(ctx);
    const text = await laneState(project, ctx, 'text', trust);
    const folder = modelFolder(ctx);
    const embedding = folder === null ? await laneState(project, ctx, 'embedding', trust) : { ...HERE, model: folder };
    const unfinished = unfinishedRuns(project, ctx, 'openai');
    const rows = Object.entries({ text, embedding }).map(([lane, { state, model, base_url, says }]) => [
      lane,
      state,
      model ?? '-',
      base_url ?? '-',
      says ?? '',
    ]);
    return {
      data: { schema_version: 1, text, embedding, unfinished: unfinished.map(({ id }) => id) },
      text: table(['!for', 'state', 'model', 'address', '='], rows, ctx.columns),
      notes: unfinishedNotes(unfinished),
    };
  },
});
