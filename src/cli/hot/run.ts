import type { AnyCommand, Output } from '../../commands/contract.ts';
import type { Ctx } from '../../lib/context.ts';
import { parseArgv } from '../argv.ts';
import { processContext } from '../context.ts';
import { watchPlace } from '../place.ts';
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
    const ctx = processContext(dist, globals);
    const place = command.writes ? watchPlace(ctx) : () => [];
    const print = (output: Output): void => {
      process.exitCode = printOutput({ ...output, notes: [...(output.notes ?? []), ...place()] }, json);
    };
    const output = run(input, ctx);
    if (output instanceof Promise) output.then(print, fail);
    else print(output);
  } catch (error) {
    fail(error);
  }
}
