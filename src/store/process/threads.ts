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
 * @param take called with each piece of its work, when the caller waits
 * @returns when it is done; also if there is no such file, or if the thread failed: then a part of its work is still to do
 */
export function runThread<Piece>(file: string, input: unknown, take: (piece: Piece) => void): Promise<void> {
  if (!existsSync(file)) return Promise.resolve();
  return new Promise((resolve) => {
    const limits = { maxYoungGenerationSizeMb: YOUNG_MB };
    const worker = new Worker(file, { workerData: input, resourceLimits: limits });
    worker.on('message', (piece: Piece | null) => (piece === null ? resolve() : take(piece)));
    worker.once('error', () => resolve());
    worker.once('exit', () => resolve());
  });
}

/** Does the work of a thread, which gives it piece by piece, so that it need not keep it. Does nothing in the main thread. */
export async function serveThread<Input, Piece extends object>(
  work: (input: Input, give: (piece: Piece) => void) => Promise<void>,
): Promise<void> {
  if (!parentPort) return;
  await work(workerData as Input, (piece) => parentPort!.postMessage(piece));
  parentPort.postMessage(null);
}
