import { quantileSorted } from '../../stats/quantile.ts';
import type { Digest, DigestTool } from '../digests/digest.ts';
import { copyOf, safeName } from './safe-text.ts';
import { commandSignature } from './signature.ts';
import type { HeldCall, HeldResult } from './state.ts';

type Results = ReadonlyMap<string, HeldResult>;

/** How long a call took: as the harness notes it, else from the call to its result. */
function durationOf(call: HeldCall, result: HeldResult | undefined): number | null {
  if (!result) return null;
  if (result.ms !== undefined) return result.ms;
  return call.at === null || result.at === null || result.at < call.at ? null : result.at - call.at;
}

/** Calls that failed; null where there are calls, and of none is known how it went. */
export function countErrors(calls: readonly HeldCall[], results: Results): number | null {
  let [known, errors] = [0, 0];
  for (const { id } of calls) {
    const error = results.get(id)?.error ?? null;
    if (error !== null) known++;
    if (error === true) errors++;
  }
  return calls.length > 0 && known === 0 ? null : errors;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Calls by some name. */
function group(calls: readonly HeldCall[], nameOf: (call: HeldCall) => string | null): Array<[string, HeldCall[]]> {
  const groups = new Map<string, HeldCall[]>();
  for (const call of calls) {
    const name = nameOf(call);
    if (name === null) continue;
    const own = groups.get(name);
    if (own) own.push(call);
    else groups.set(name, [call]);
  }
  return [...groups].sort(([a, x], [b, y]) => y.length - x.length || compare(a, b));
}

/** Calls by tool, most called first. */
export const foldTools = (calls: readonly HeldCall[], results: Results): DigestTool[] =>
  group(calls, ({ tool }) => safeName(tool)).map(([name, own]) => {
    const ms = own.flatMap((call) => durationOf(call, results.get(call.id)) ?? []);
    const sorted = Float64Array.from(ms).sort();
    const at = (p: number): number | null => (ms.length === 0 ? null : Math.round(quantileSorted(sorted, p)));
    return {
      name: copyOf(name),
      calls: own.length,
      errors: countErrors(own, results),
      p50_ms: at(0.5),
      p95_ms: at(0.95),
    };
  });

/** Command lines by what they run, most run first. */
export const foldCommands = (calls: readonly HeldCall[], results: Results): Digest['commands'] =>
  group(calls, ({ command }) => (command === undefined ? null : commandSignature(command))).map(([sig, own]) => ({
    sig: copyOf(sig),
    runs: own.length,
    errors: countErrors(own, results),
  }));
