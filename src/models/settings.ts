import { checkAddress } from '../lib/check-address.ts';
import type { Ctx } from '../lib/context.ts';
import type { Config } from '../store/config.ts';

/** A model and where it answers. */
export interface Endpoint {
  lane: 'text' | 'embedding';
  /** Without a slash at its end, e.g. `http://127.0.0.1:11434/v1`. */
  base: string;
  model: string;
  /** From the environment only; empty for none. */
  key: string;
  /** The address that a committed file names, which the user has to approve; null: the environment's, or the usual one. */
  fromConfig: string | null;
}

/** Ollama's, which needs no key. */
const USUAL = 'http://127.0.0.1:11434/v1';

type Env = Pick<Ctx, 'env'>;

/** `KA_LLM_MODEL`, else `KAIZEN_LLM_MODEL`, as the original calls it. */
export const setting = ({ env }: Env, name: string): string | null =>
  env[`KA_${name}`] || env[`KAIZEN_${name}`] || null;

/** The name under which a setting is found, for what is wrong with it. */
const nameOf = ({ env }: Env, name: string): string => (env[`KA_${name}`] ? `KA_${name}` : `KAIZEN_${name}`);

interface Own {
  base_url: string | null;
  model: string | null;
}

/** @throws KaError `bad-address` */
function endpoint(ctx: Env, lane: Endpoint['lane'], prefix: 'LLM' | 'EMBED', own: Own): Endpoint | null {
  const model = setting(ctx, `${prefix}_MODEL`) ?? own.model;
  if (model === null) return null;
  const given = setting(ctx, `${prefix}_BASE_URL`);
  const where = given ? nameOf(ctx, `${prefix}_BASE_URL`) : `models.${lane}.base_url`;
  const open = setting(ctx, 'ALLOW_INSECURE_HTTP') === '1';
  const base = checkAddress(given ?? own.base_url ?? USUAL, where, !open);
  const key = setting(ctx, `${prefix}_API_KEY`) ?? '';
  return { lane, base, model, key, fromConfig: own.base_url !== null && given === null ? base : null };
}

/** The model that answers prompts; null: none is configured. @throws KaError `bad-address` */
export const textModel = (ctx: Env, { models }: Config): Endpoint | null => endpoint(ctx, 'text', 'LLM', models.text);

/** The model that makes vectors; null: none is configured. @throws KaError `bad-address` */
export const embeddingModel = (ctx: Env, { models }: Config): Endpoint | null =>
  endpoint(ctx, 'embedding', 'EMBED', models.embedding);

/** The folder of an embedding model that runs in this process; null: `KA_EMBED_BACKEND` does not ask for one. */
export const modelFolder = (ctx: Env): string | null =>
  /transformers$/.test(setting(ctx, 'EMBED_BACKEND') ?? '') ? setting(ctx, 'EMBED_MODEL') : null;

/** What a model wants before the words of a search; empty for most. */
export const queryPrompt = (ctx: Env, { models }: Config): string =>
  setting(ctx, 'EMBED_QUERY_PROMPT') ?? models.embedding.query_prompt ?? '';
