import { quantile } from '../stats/quantile.ts';
import type { Digest, DigestTool } from './digest.ts';
import type { HeldCall, HeldResult } from './fold-state.ts';
import { safeName } from './safe-text.ts';
import { commandSignature } from './signature.ts';

type Results = ReadonlyMap<string, HeldResult>;

/** How long a call took: as the harness notes it, else from the call to its result. */
function durationOf(call: HeldCall, result: HeldResult | undefined): number | null {
  if (!result) return null;
  if (result.ms !== undefined) return result.ms;
  return call.at === null || result.at === null || result.at < call.at ? null : result.at - call.at;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Calls by tool, most called first. */
export function foldTools(calls: readonly HeldCall[], results: Results): DigestTool[] {
  const tools = new Map<string, { calls: number; errors: number; ms: number[] }>();
  for (const call of calls) {
    const name = safeName(call.tool);
    const own = tools.get(name) ?? { calls: 0, errors: 0, ms: [] };
    tools.set(name, own);
    const result = results.get(call.id);
    const ms = durationOf(call, result);
    own.calls++;
    if (result?.error === true) own.errors++;
    if (ms !== null) own.ms.push(ms);
  }
  return [...tools]
    .map(([name, { ms, ...counts }]) => ({
      name,
      ...counts,
      p50_ms: ms.length === 0 ? null : Math.round(quantile(ms, 0.5)),
      p95_ms: ms.length === 0 ? null : Math.round(quantile(ms, 0.95)),
    }))
    .sort((a, b) => b.calls - a.calls || compare(a.name, b.name));
}

/** Command lines by what they run, most run first. */
export function foldCommands(calls: readonly HeldCall[], results: Results): Digest['commands'] {
  const commands = new Map<string, { runs: number; errors: number }>();
  for (const { id, command } of calls) {
    const sig = command === undefined ? null : commandSignature(command);
    if (sig === null) continue;
    const own = commands.get(sig) ?? { runs: 0, errors: 0 };
    commands.set(sig, own);
    own.runs++;
    if (results.get(id)?.error === true) own.errors++;
  }
  return [...commands]
    .map(([sig, counts]) => ({ sig, ...counts }))
    .sort((a, b) => b.runs - a.runs || compare(a.sig, b.sig));
}
