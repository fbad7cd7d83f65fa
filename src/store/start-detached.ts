import { join } from 'node:path';
import type { Ctx } from '../lib/context.ts';

/**
 * Starts this very program as a process that nobody waits for. `node:child_process` is loaded only here: hooks that start
 * nothing must not pay for it.
 *
 * @param node path of the running Node
 */
export function startDetached(ctx: Pick<Ctx, 'dist' | 'env'>, cwd: string, args: readonly string[]): void {
  const { spawn } = process.getBuiltinModule('node:child_process');
  const child = spawn(process.execPath, [join(ctx.dist, 'ka.cjs'), ...args], {
    cwd,
    env: { ...ctx.env },
    detached: true,
    stdio: 'ignore',
    windowsHide: true,
  });
  child.once('error', () => {});
  child.unref();
}
