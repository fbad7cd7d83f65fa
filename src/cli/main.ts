import { printError } from './print.ts';
import { runProgram } from './program.ts';

/** The way of all commands that are not hot. Sets the exit code of the process. */
export async function main(words: readonly string[], dist: string): Promise<void> {
  try {
    process.exitCode = await runProgram(words, dist);
  } catch (error) {
    process.exitCode = printError(error, words.includes('--json'));
  }
}
