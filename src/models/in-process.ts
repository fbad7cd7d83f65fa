import { KaError } from '../lib/errors.ts';

/** What is used of the package, which ka does not bring. Source: Transformers.js, "API Reference" (v3). */
interface Transformers {
  env: { allowRemoteModels: boolean };
  pipeline(
    task: 'feature-extraction',
    model: string,
    options: { dtype: 'fp32' },
  ): Promise<
    (texts: readonly string[], how: { pooling: 'mean'; normalize: true }) => Promise<{ tolist(): number[][] }>
  >;
}

const PACKAGE = ['@huggingface', 'transformers'].join('/');

/** Looked for beside ka alone: a clone's own packages are a stranger's code. @throws KaError `no-package` */
async function load(): Promise<Transformers> {
  try {
    return (await import(PACKAGE)) as Transformers;
  } catch (error) {
    const says = error instanceof Error ? error.message.split('\n')[0]! : String(error);
    const sentence = `KA_EMBED_BACKEND=transformers needs the package ${PACKAGE} beside ka: ${says}`;
    throw new KaError('no-package', sentence, `npm install -g ${PACKAGE}`);
  }
}

/** Texts at a time: the memory that they take grows with their number. */
const BATCH = 32;

/** @throws KaError `bad-model` (exit 1) */
async function trying<T>(model: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const says = error instanceof Error ? error.message.split('\n')[0]! : String(error);
    throw new KaError('bad-model', `${model} cannot be used: ${says.slice(0, 200)}`, 'ka model embed --help', 1);
  }
}

/**
 * Vectors by a model in this process, which is loaded when the first text comes. Nothing is fetched.
 *
 * @param model its folder on this disk
 * @throws KaError `no-package`, `bad-model`
 */
export function embedInProcess(model: string): (texts: readonly string[]) => Promise<number[][]> {
  let extract: Awaited<ReturnType<Transformers['pipeline']>> | null = null;
  return async (texts) => {
    if (extract === null) {
      const { env, pipeline } = await load();
      env.allowRemoteModels = false;
      extract = await trying(model, () => pipeline('feature-extraction', model, { dtype: 'fp32' }));
    }
    const vectors: number[][] = [];
    for (let at = 0; at < texts.length; at += BATCH) {
      const some = texts.slice(at, at + BATCH);
      const made = await trying(model, () => extract!(some, { pooling: 'mean', normalize: true }));
      vectors.push(...made.tolist());
    }
    return vectors;
  };
}
