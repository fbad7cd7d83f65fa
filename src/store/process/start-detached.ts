import { join } from 'node:path';
import type { Ctx } from '../../lib/context.ts';

/**
 * Starts this very program as a process that nobody waits for. `node:child_process` is loaded only here: hooks that start
 * nothing must not pay for it. `KA_DETACHED` is for tests and the demo: `wait` waits all
 * the same, `off` starts nothing.
 */
export function startDetached(ctx: Pick<Ctx, 'dist' | 'env'>, cwd: string, args: readonly string[]): void {
  if (ctx.env.KA_DETACHED === 'off') return;
  const { spawn, spawnSync } = process.getBuiltinModule('node:child_process');
  const words = [join(ctx.dist, 'ka.cjs'), ...args];
  const options = { cwd, env: { ...ctx.env }, stdio: 'ignore', windowsHide: true } as const;
  if (ctx.env.KA_DETACHED === 'wait') {
    spawnSync(process.execPath, words, options);
    return;
  }
  const child = spawn(process.execPath, words, { ...options, detached: true });
  child.once('error', () => {});
  child.unref();
}
