const ENDING = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs work that must note how it ended: the first signal to end aborts what it waits for, and its end is written down; a
 * second one ends the program at once.
 */
export async function untilInterrupted<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  for (const signal of ENDING) process.once(signal, stop);
  try {
    return await work(controller.signal);
  } finally {
    for (const signal of ENDING) process.removeListener(signal, stop);
  }
}
