/**
 * Remembers, for one run of a command, what a look at the repository gave: what was read once need not be read again.
 *
 * @returns runs `work` for a key that is new to `run`, else answers as then; what `work` throws is not remembered
 */
export function oncePerRun<T>(): (run: object, key: string, work: () => T) => T {
  const runs = new WeakMap<object, Map<string, T>>();
  return (run, key, work) => {
    const known = runs.get(run) ?? new Map<string, T>();
    runs.set(run, known);
    if (!known.has(key)) known.set(key, work());
    return known.get(key) as T;
  };
}
