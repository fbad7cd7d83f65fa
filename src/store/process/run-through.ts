import { constants } from 'node:os';
import { isatty } from 'node:tty';
import { execa } from 'execa';

/** How a command ended. */
export interface Ended {
  /** As a shell gives it: 126 and 127 where it could not be started, 128 and the signal's number where one ended it. */
  code: number;
  signal: string | null;
  /** It ran at all. */
  started: boolean;
}

const FORWARDED = ['SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGHUP'] as const;
/** A terminal sends these to the command by itself. */
const FROM_TERMINAL: ReadonlySet<string> = new Set(['SIGINT', 'SIGQUIT']);

/**
 * Runs a command in the place of this program: its streams are ours, untouched, and signals that we get go to it. No shell
 * reads its words.
 *
 * @param words the program and what it is given
 * @param env its whole environment
 */
export async function runThrough(
  words: readonly string[],
  { cwd, env }: { cwd: string; env: Readonly<Record<string, string | undefined>> },
): Promise<Ended> {
  const [file = '', ...args] = words;
  const child = execa(file, args, {
    stdio: 'inherit',
    reject: false,
    cleanup: false,
    cwd,
    env: { ...env },
    extendEnv: false,
    forceKillAfterDelay: false,
  });
  const forward = (signal: NodeJS.Signals): void => {
    if (!(FROM_TERMINAL.has(signal) && isatty(0))) child.kill(signal);
  };
  for (const signal of FORWARDED) process.on(signal, forward);
  try {
    const { exitCode, signal, code } = await child;
    if (exitCode !== undefined) return { code: exitCode, signal: null, started: true };
    if (signal !== undefined) return { code: 128 + (constants.signals[signal] ?? 0), signal, started: true };
    return { code: code === 'ENOENT' ? 127 : 126, signal: null, started: false };
  } finally {
    for (const signal of FORWARDED) process.removeListener(signal, forward);
  }
}
