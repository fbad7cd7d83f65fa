import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Worker, workerData } from 'node:worker_threads';

/** How many things this machine can compute at once. */
export const cores = (): number => availableParallelism();

/**
 * Runs a module in a thread of its own. Whatever becomes of it, nothing waits for it: its caller sees what it gets done.
 *
 * @param file of the built program
 * @param input anything that can be cloned, or shared
 * @returns ends it; null where there is no such file, or no thread to be had
 */
export function startThread(file: string, input: unknown): (() => void) | null {
  if (!existsSync(file)) return null;
  try {
    const worker = new Worker(file, { workerData: input });
    worker.on('error', () => {});
    worker.unref();
    return () => void worker.terminate();
  } catch {
    return null;
  }
}

/** In such a thread: its input. */
export const threadInput = <T>(): T => workerData as T;
