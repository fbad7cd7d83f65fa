import { setTimeout as sleep } from 'node:timers/promises';
import { checkAddress } from '../lib/check-address.ts';
import type { Ctx } from '../lib/context.ts';
import { KaError } from '../lib/errors.ts';
import type { Config } from '../store/config.ts';
import type { Request } from '../store/http.ts';
import type { Approvable } from './approval.ts';
import { ask, jsonOf, malformed, type Patience, quote } from './ask.ts';
import { setting } from './settings.ts';

// Source of paths and shapes: ComfyUI, `server.py` and `execution.py`.

export interface Comfy extends Approvable {
  lane: 'comfyui';
  base: string;
}

/** A file that a workflow made, by the three names under which ComfyUI hands it out. */
export interface MadeFile {
  filename: string;
  subfolder: string;
  type: string;
}

const USUAL = 'http://127.0.0.1:8188';
const WHO = 'ComfyUI';
const POLL_MS = 1000;
const MOST_FILE = 512 * 1024 * 1024;

/**
 * Where ComfyUI listens: on this machine, for whoever reaches it may run what they like.
 *
 * @param typed `--endpoint`
 * @throws KaError `bad-address`
 */
export function comfyAt(ctx: Pick<Ctx, 'env'>, { comfyui }: Config, typed?: string): Comfy {
  const given = typed ?? setting(ctx, 'COMFYUI_URL');
  const where = typed ? '--endpoint' : given ? 'KA_COMFYUI_URL' : 'comfyui.endpoint';
  const base = checkAddress(given ?? comfyui.endpoint ?? USUAL, where, true);
  if (!base.startsWith('http:'))
    throw new KaError('bad-address', `${where} is not http:// on this machine, where alone ComfyUI is asked.`);
  return { lane: 'comfyui', base, fromConfig: given === null && comfyui.endpoint !== null ? base : null };
}

const get = ({ base }: Comfy, path: string): Request => ({ method: 'GET', url: `${base}${path}`, headers: {} });

/** Version and devices, as ComfyUI says them. @throws KaError as `ask` */
export async function systemStats(comfy: Comfy, patience: Patience): Promise<Record<string, unknown>> {
  return jsonOf(WHO, await ask(WHO, get(comfy, '/system_stats'), patience));
}

/**
 * Puts a workflow in ComfyUI's queue. Sent once: a second time would run it twice.
 *
 * @param clientId names who asks
 * @returns ComfyUI's id of the run
 * @throws KaError as `ask`; `workflow-rejected` (exit 1) in ComfyUI's words
 */
export async function submit(comfy: Comfy, prompt: object, clientId: string, patience: Patience): Promise<string> {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ prompt, client_id: clientId });
  const request: Request = { method: 'POST', url: `${comfy.base}/prompt`, headers, body };
  const answer = await ask(WHO, request, { ...patience, once: true }).catch((error: unknown) => {
    if (error instanceof KaError && error.code === 'backend-http')
      throw new KaError('workflow-rejected', error.message, undefined, 1);
    throw error;
  });
  const { prompt_id } = jsonOf(WHO, answer);
  if (typeof prompt_id === 'string' && /^[\w-]{1,100}$/.test(prompt_id)) return prompt_id;
  throw malformed(WHO, 'no prompt_id');
}

/** What `/history` says of one run. */
interface Entry {
  outputs?: unknown;
  status?: { status_str?: unknown; completed?: unknown; messages?: unknown };
}

/**
 * Asks each second until a run is done.
 *
 * @param deadlineMs time at which it is given up
 * @returns the files that it made
 * @throws KaError (exit 1) `run-failed` in ComfyUI's words, `run-timeout`; as `ask`
 */
export async function awaitRun(
  comfy: Comfy,
  promptId: string,
  deadlineMs: number,
  patience: Patience,
): Promise<MadeFile[]> {
  for (;;) {
    const history = jsonOf(WHO, await ask(WHO, get(comfy, `/history/${promptId}`), patience));
    const { outputs, status } = (history[promptId] ?? {}) as Entry;
    if (status?.status_str === 'error')
      throw new KaError('run-failed', `${WHO} could not run it. ${failureOf(status.messages)}`.trim(), undefined, 1);
    // Older versions give no status.
    if (promptId in history && (status ? status.completed === true : outputs !== undefined)) return filesIn(outputs);
    if (patience.now() + POLL_MS > deadlineMs)
      throw new KaError('run-timeout', `${WHO} was not done in time; it may still be at it.`, undefined, 1);
    await sleep(POLL_MS, undefined, patience.signal ? { signal: patience.signal } : {}).catch(() => {
      throw new KaError('interrupted', `${WHO} was not waited for any longer: interrupted.`, undefined, 1);
    });
  }
}

/** `[["execution_error", {node_type, exception_message}]]` in a sentence. */
function failureOf(messages: unknown): string {
  const [, said] = (Array.isArray(messages) ? messages : []).find(([name]) => name === 'execution_error') ?? [];
  const { node_type, exception_message } = (said ?? {}) as Record<string, unknown>;
  return exception_message ? `It says: ${quote(`${node_type}: ${exception_message}`)}` : '';
}

/** Whatever is shaped like a file, in the order in which it stands there. */
function filesIn(value: unknown): MadeFile[] {
  if (typeof value !== 'object' || value === null) return [];
  const { filename, subfolder = '', type = 'output' } = value as Record<string, unknown>;
  if (typeof filename === 'string' && typeof subfolder === 'string' && typeof type === 'string')
    return [{ filename, subfolder, type }];
  return Object.values(value).flatMap(filesIn);
}

/** The bytes of a file that a run made. @throws KaError as `ask` */
export async function fetchFile(comfy: Comfy, file: MadeFile, patience: Patience): Promise<Uint8Array> {
  const query = new URLSearchParams({ ...file });
  return (await ask(WHO, get(comfy, `/view?${query}`), { ...patience, most: MOST_FILE })).bytes;
}
