import type { SetupHarness } from './hook-setup.ts';

/**
 * The line that a tool runs in a shell, with the event on stdin. Where the program is missing it is silent and
 * succeeds, so that a teammate without ka notices nothing.
 *
 * @param otherwise what is said then, where a tool wants an answer in any case
 */
export const hookLine = (harness: SetupHarness, otherwise = 'true'): string =>
  `command -v ka >/dev/null 2>&1 && ka hook ${harness} || ${otherwise}`;

/** Whether a text calls ka's hook of that harness, in this form or an older one. */
export const callsHook = (text: string, harness: SetupHarness): boolean =>
  new RegExp(
    `(?:^|[\\s/\\\\"';&|({])(?:ka|ka\\.cjs|ka\\.cmd|kaizen-agentic)["']?\\s+hook\\s+${harness}(?:[\\s;}]|$)`,
  ).test(text);

/** The sentence in the first line by which ka knows a file that is its own as a whole, of any age. */
export const OWN_FILE = 'Kept by ka init; ka init --remove takes it away.';

/** Whether a text names ka at all: what does not holds nothing of ka's, also where it cannot be parsed. */
export const namesKa = (text: string, harness: SetupHarness): boolean =>
  text.includes(OWN_FILE) || new RegExp(`hook["',\\s]+${harness}\\b`).test(text);

/** Seconds that a tool waits for a hook. */
export const HOOK_TIMEOUT_S = 10;
