import { execa } from 'execa';

/** What one command left. */
export interface CommandRun {
  /** Exit code; null if a signal ended it. */
  code: number | null;
  timedOut: boolean;
  stdout: string;
  stderr: string;
}

/** Between the polite signal and the one that cannot be ignored. */
const GRACE_MS = 2000;
const MAX_OUTPUT = 64 * 1024 * 1024;

/** Ends a command with everything it started: the group that it leads (`taskkill` walks the tree where there are none). */
function signalTree(pid: number, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (process.platform === 'win32') {
    execa('taskkill', ['/pid', String(pid), '/T', '/F'], { reject: false });
    return;
  }
  try {
    process.kill(-pid, signal);
  } catch {
    // Nobody is left in it.
  }
}

/**
 * Runs a command line in a shell, as the leader of its own process group, so that nothing it starts outlives it: neither
 * past the timeout (SIGTERM, then SIGKILL) nor past its own end. Ctrl-C reaches it too.
 *
 * @param env its whole environment
 * @param timeoutMs from the start
 */
export async function runCommand(
  command: string,
  { cwd, env, timeoutMs }: { cwd: string; env: Readonly<Record<string, string | undefined>>; timeoutMs: number },
): Promise<CommandRun> {
  const child = execa(command, {
    shell: true,
    detached: process.platform !== 'win32',
    cleanup: false,
    reject: false,
    cwd,
    env: { ...env },
    extendEnv: false,
    stdin: 'ignore',
    maxBuffer: MAX_OUTPUT,
    stripFinalNewline: false,
    forceKillAfterDelay: false,
  });
  const pid = child.pid ?? 0;
  let timedOut = false;
  const timers: NodeJS.Timeout[] = [];
  const end = (grace: number): void => {
    signalTree(pid, 'SIGTERM');
    timers.push(setTimeout(() => signalTree(pid, 'SIGKILL'), grace));
    // A process that left the group may hold the pipes for ever; its output is not waited for.
    const release = (): void => {
      child.stdout.destroy();
      child.stderr.destroy();
    };
    timers.push(setTimeout(release, grace + 500));
  };
  const stop = (signal: NodeJS.Signals): void => {
    signalTree(pid, 'SIGKILL');
    process.kill(process.pid, signal);
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  if (pid > 0) {
    timers.push(
      setTimeout(() => {
        timedOut = true;
        end(GRACE_MS);
      }, timeoutMs),
    );
    // What the command left in the background ends with it.
    child.once('exit', () => end(200));
  }
  try {
    const { exitCode, stdout, stderr } = await child;
    return { code: exitCode ?? null, timedOut, stdout: stdout ?? '', stderr: stderr ?? '' };
  } finally {
    if (pid > 0) signalTree(pid, 'SIGKILL');
    for (const timer of timers) clearTimeout(timer);
    process.removeListener('SIGINT', stop).removeListener('SIGTERM', stop);
  }
}
