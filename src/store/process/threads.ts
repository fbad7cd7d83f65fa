import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parentPort, Worker, workerData } from 'node:worker_threads';

/** How many things this machine can compute at once. */
export const cores = (): number => availableParallelism();

/** Megabytes of short-lived values in a thread: what a collection of them copies is the less the rarer it comes. */
const YOUNG_MB = 8;

/**
 * Runs a module in a thread of its own, which calls `serveThread`.
 *
 * @param file of the built program
 * @param input anything that can be cloned
 * @returns what its work returns; null if there is no such file, or if the thread failed: then its work is still to do
 */
export function runThread<Output>(file: string, input: unknown): Promise<Output | null> {
  if (!existsSync(file)) return Promise.resolve(null);
  return new Promise((resolve) => {
    const limits = { maxYoungGenerationSizeMb: YOUNG_MB };
    const worker = new Worker(file, { workerData: input, resourceLimits: limits });
    worker.once('message', resolve);
    worker.once('error', () => resolve(null));
    worker.once('exit', () => resolve(null));
  });
}

/** Does the work of a thread; does nothing in the main thread. */
export async function serveThread<Input, Output>(work: (input: Input) => Promise<Output>): Promise<void> {
  parentPort?.postMessage(await work(workerData as Input));
}
