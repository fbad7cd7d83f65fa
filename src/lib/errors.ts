/** 0: yes or done. 1: the answer is no. 2: could not (usage, bad input, missing file); nothing was written. */
export type ExitCode = 0 | 1 | 2;

/**
 * An expected failure. It is printed as a sentence and a next step, never as a stack.
 *
 * @param code stable kebab-case name, e.g. `bad-agent-name`
 * @param message one sentence with the path and the offending value
 * @param hint a command that can be pasted, e.g. `ka agents list`; printed after `try:`
 */
export class KaError extends Error {
  /** By name: hot commands are chunks of their own, and each carries its own copy of this class. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === 'KaError';
  }

  readonly code: string;
  readonly hint: string | undefined;
  readonly exitCode: ExitCode;
  constructor(code: string, message: string, hint?: string, exitCode: ExitCode = 2) {
    super(message);
    this.name = 'KaError';
    this.code = code;
    this.hint = hint;
    this.exitCode = exitCode;
  }
}
