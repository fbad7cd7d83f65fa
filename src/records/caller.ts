import type { Ctx } from '../lib/context.ts';

/** Variables that harnesses set for what they run. */
const VARIABLES: ReadonlyArray<readonly [name: string, harness: string]> = [
  ['CLAUDECODE', 'claude'],
  ['CODEX_SANDBOX', 'codex'],
  ['CODEX_THREAD_ID', 'codex'],
  ['GEMINI_CLI', 'gemini'],
  ['CURSOR_AGENT', 'cursor'],
  ['OPENCODE', 'opencode'],
  ['GOOSE_TERMINAL', 'goose'],
];

/** Who types: `agent:<harness>` where a harness runs the command, else `human`. */
export function callerOf({ env, surface }: Pick<Ctx, 'env' | 'surface'>): string {
  const harness = VARIABLES.find(([name]) => env[name])?.[1];
  return harness ? `agent:${harness}` : surface === 'mcp' ? 'agent:mcp' : 'human';
}
