import { basename } from 'node:path';
import type { Ctx } from '../lib/context.ts';
import { KaError } from '../lib/errors.ts';
import { readConfig } from '../store/config.ts';
import type { Project } from '../store/project.ts';
import { refuseUnapproved } from './approval.ts';
import { embedInProcess } from './in-process.ts';
import { embed } from './openai.ts';
import { embeddingModel, modelFolder, queryPrompt } from './settings.ts';

/** What makes vectors of texts. */
export interface Embedder {
  /** Of the model: vectors of two are never compared. */
  model: string;
  /** Its name as records may say it: without the folders of this machine. */
  title: string;
  /** The host that is asked; `this process` for none. */
  provider: string;
  /** Stands before what is searched for. */
  queryPrompt: string;
  /** In the order of the texts. */
  embed(texts: readonly string[]): Promise<number[][]>;
}

const TIMEOUT_MS = 60_000;

/**
 * The configured one.
 *
 * @throws KaError `model-off`, `bad-address`, `untrusted-address`
 */
export function findEmbedder(project: Project, ctx: Ctx): Embedder {
  const config = readConfig(project, ctx);
  const prompt = queryPrompt(ctx, config);
  const model = modelFolder(ctx);
  if (model !== null) {
    const title = basename(model);
    return { model, title, provider: 'this process', queryPrompt: prompt, embed: embedInProcess(model) };
  }
  const endpoint = embeddingModel(ctx, config);
  if (endpoint === null) throw off();
  refuseUnapproved(project, endpoint, 'ka model doctor');
  const patience = { timeoutMs: TIMEOUT_MS, now: ctx.now, say: ctx.progress };
  return {
    model: endpoint.model,
    title: endpoint.model,
    provider: new URL(endpoint.base).host,
    queryPrompt: prompt,
    embed: (texts) => embed(endpoint, texts, patience),
  };
}

const off = (): KaError =>
  new KaError('model-off', 'No embedding model is configured: KA_EMBED_MODEL names one.', 'ka model doctor --help');
