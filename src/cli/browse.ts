import { defineCommand } from '../commands/contract.ts';
import { type Selection, selectionInput } from '../commands/sessions/selection.ts';
import { parseArgv } from './argv.ts';
import { processContext } from './context.ts';

/** What `ka sessions` takes before a person; elsewhere it prints the help of its group. */
const browser = defineCommand<Selection>({
  summary: '',
  input: selectionInput,
  examples: [],
  run: () => ({ data: null, text: '' }),
});

/**
 * `ka sessions` at a terminal: the list to look through.
 *
 * @param flags what follows `sessions`
 * @returns false where there is no terminal, or something else is asked for
 */
export async function browse(flags: readonly string[], dist: string): Promise<boolean> {
  const terminal = Boolean(process.stdin.isTTY && process.stdout.isTTY);
  const others = flags[0] !== undefined && !flags[0].startsWith('-');
  if (!terminal || others || flags.some((word) => /^(-h|--help|--json|-V|--version)$/.test(word))) return false;
  const { input, globals } = parseArgv(browser, flags, 'ka sessions');
  const { browseSessions } = await import('../commands/sessions/browse.ts');
  const { runBrowser } = await import('./terminal.ts');
  const selection = { allProjects: false, noSync: false, ...input } as Selection;
  await runBrowser(await browseSessions(selection, processContext(dist, globals)));
  return true;
}
