import { vi } from 'vitest';

/**
 * The names of all members that are read of what is parsed meanwhile.
 *
 * @param whole names of members whose values are not looked into
 */
export function namesRead(work: () => void, whole: ReadonlySet<string> = new Set()): Set<string> {
  const names = new Set<string>();
  const watched = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    const get = (of: object, name: string | symbol): unknown => {
      if (!Array.isArray(of) && typeof name === 'string') names.add(name);
      return whole.has(String(name)) ? Reflect.get(of, name) : watched(Reflect.get(of, name));
    };
    return new Proxy(value, { get });
  };
  const parse = JSON.parse;
  const spy = vi.spyOn(JSON, 'parse').mockImplementation((text) => watched(parse(text)));
  try {
    work();
  } finally {
    spy.mockRestore();
  }
  return names;
}
