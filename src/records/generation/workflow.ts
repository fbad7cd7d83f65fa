import { createHash } from 'node:crypto';
import { canonicalJson } from '../../lib/canonical.ts';
import { KaError } from '../../lib/errors.ts';
import { isPlain } from '../../lib/schema.ts';
import { readText, resolveInside } from '../../store/files.ts';
import type { Project } from '../../store/project.ts';

/** A ComfyUI workflow in API format: nodes by id. */
export type Graph = Readonly<Record<string, { class_type: string; inputs: Readonly<Record<string, unknown>> }>>;

export interface Workflow {
  graph: Graph;
  /** `sha256:` of the canonical JSON: spaces and the order of keys do not count. */
  hash: string;
  /** The first `seed` or `noise_seed`; null without one. */
  seed: number | null;
  models: string[];
}

/** Inputs that name a file of weights. */
const MODEL_INPUTS = ['ckpt_name', 'model_name', 'unet_name', 'vae_name', 'lora_name'];

/** What a workflow's text says. @param path names it in what goes wrong. @throws KaError `bad-workflow` */
export function parseWorkflow(path: string, text: string): Workflow {
  const wrong = (what: string): KaError => new KaError('bad-workflow', `${path} ${what}.`, 'ka comfy run --help');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw wrong(`is no JSON: ${error instanceof Error ? error.message.slice(0, 120) : ''}`);
  }
  if (isPlain(value) && Array.isArray(value.nodes))
    throw wrong("is a workflow as ComfyUI's editor saves it; export it in API format (File, Export (API))");
  const nodes = isPlain(value) ? Object.values(value) : [];
  if (nodes.length === 0 || !nodes.every((node) => isPlain(node) && typeof node.class_type === 'string'))
    throw wrong('is no workflow in API format: nodes by id, each with a class_type');
  return readGraph(value as Graph);
}

function readGraph(graph: Graph): Workflow {
  const inputs = Object.values(graph).flatMap((node) => Object.entries(node.inputs ?? {}));
  const seed = inputs.find(([name, value]) => /^(noise_)?seed$/.test(name) && Number.isSafeInteger(value))?.[1];
  const models = inputs.flatMap(([name, value]) =>
    MODEL_INPUTS.includes(name) && typeof value === 'string' ? [value] : [],
  );
  const hash = `sha256:${createHash('sha256').update(canonicalJson(graph)).digest('hex')}`;
  return { graph, hash, seed: (seed as number | undefined) ?? null, models: [...new Set(models)] };
}

/**
 * A workflow of the project.
 *
 * @param path relative to the project root
 * @throws KaError `no-file`, `outside-project`, `bad-workflow`
 */
export function readWorkflow(project: Project, path: string): Workflow {
  const text = readText(resolveInside(project.root, path));
  if (text === null) throw new KaError('no-file', `${path} is not there.`, 'ka comfy run --help');
  return parseWorkflow(path, text);
}
