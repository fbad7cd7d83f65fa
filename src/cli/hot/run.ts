import type { AnyCommand, Output } from '../../commands/contract.ts';
import type { Ctx } from '../../lib/context.ts';
import { parseArgv } from '../argv.ts';
import { processContext } from '../context.ts';
import { printError, printOutput } from '../print.ts';

/** Runs one command without commander: the way of the commands that hooks start at every turn. */
export function runHot(command: AnyCommand, line: string, words: readonly string[], dist: string): void {
  let json = words.includes('--json');
  const fail = (error: unknown): void => {
    process.exitCode = printError(error, json);
  };
  try {
    const { input, globals } = parseArgv(command, words, line);
    json = globals.json;
    const run = command.run as unknown as (input: unknown, ctx: Ctx) => Output | Promise<Output>;
    const output = run(input, processContext(dist, globals));
    if (output instanceof Promise) output.then((value) => (process.exitCode = printOutput(value, json)), fail);
    else process.exitCode = printOutput(output, json);
  } catch (error) {
    fail(error);
  }
}
