import type { AnyCommand } from '../src/commands/contract.ts';

/** The command objects, by their command lines. */
export function loadCommands(): Promise<{
  commands: Record<string, AnyCommand>;
  groups: Record<string, string>;
}>;

/** The text of wiki/cli-reference.md. */
export function cliReference(): Promise<string>;
