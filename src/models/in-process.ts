import { KaError } from '../lib/errors.ts';

/** What is used of the package, which ka does not bring. Source: Transformers.js, "API Reference" (v3). */
interface Transformers {
  env: { allowRemoteModels: boolean };
  pipeline(
    task: 'feature-extraction',
    model: string,
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

/**
 * Vectors by a model in this process; nothing is fetched, the model must be a folder on this disk.
 *
 * @param model its folder
 * @throws KaError `no-package`, `bad-model`
 */
export async function embedInProcess(model: string, texts: readonly string[]): Promise<number[][]> {
  const { env, pipeline } = await load();
  env.allowRemoteModels = false;
  try {
    const extract = await pipeline('feature-extraction', model);
    return (await extract(texts, { pooling: 'mean', normalize: true })).tolist();
  } catch (error) {
    const says = error instanceof Error ? error.message.split('\n')[0]! : String(error);
    throw new KaError('bad-model', `${model} cannot be used: ${says.slice(0, 200)}`, 'ka model doctor', 1);
  }
}
