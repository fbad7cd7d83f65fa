import { printError } from './print.ts';
import { runProgram } from './program.ts';

/** What follows `--` is another program's. */
const asksJson = (words: readonly string[]): boolean =>
  words.slice(0, words.includes('--') ? words.indexOf('--') : words.length).includes('--json');

/** The way of all commands that are not hot. Sets the exit code of the process. */
export async function main(words: readonly string[], dist: string): Promise<void> {
  try {
    process.exitCode = await runProgram(words, dist);
  } catch (error) {
    process.exitCode = printError(error, asksJson(words));
  }
}
