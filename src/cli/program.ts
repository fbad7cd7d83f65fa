import { CommanderError, Option, Command as Program } from 'commander';
import type { AnyCommand, Output, Property } from '../commands/contract.ts';
import { FIRST_LINES } from '../commands/first-lines.ts';
import { flagOf } from '../commands/flag-of.ts';
import { commands, groups } from '../commands/index.ts';
import type { Ctx } from '../lib/context.ts';
import { checkInput, type Parsed, readValue } from './argv.ts';
import { asVerbs } from './as-verbs.ts';
import { processContext } from './context.ts';
import { unknownCommand } from './meant.ts';
import { watchNotes } from './notes.ts';
import { splitFlags } from './open-flags.ts';
import { printOutput, write } from './print.ts';
import { tooManyWords, translate } from './slips.ts';
import { asFlags, findCommand, globalsLast } from './words.ts';
import { checkWrapped } from './wrapped.ts';

declare const KA_VERSION: string;

/** Declares one flag of a command, with the values that it takes and the flags that it excludes in its help. */
function addFlag(program: Program, command: AnyCommand, key: string, property: Property): void {
  const name = `--${flagOf(key)}`;
  const pairs = (command.exclusive ?? []).filter((pair) => pair.includes(key));
  const without = pairs.flat().filter((other) => other !== key);
  const alone = without.length === 0 ? '' : `; not with ${without.map((other) => `--${flagOf(other)}`).join(', ')}`;
  if (property.type === 'boolean') {
    const flag = new Option(name, property.description + alone);
    // commander would read `--no-metrics` as `metrics: false`; here it is the key `noMetrics`.
    flag.negate = false;
    program.addOption(flag);
    return;
  }
  const choices = property.enum ? `; one of ${property.enum.join(', ')}` : '';
  const usual = property.default === undefined ? '' : ` (default: ${property.default})`;
  const option = new Option(
    `${name} <${property.placeholder ?? flagOf(key)}>`,
    property.description + choices + usual + alone,
  );
  const seen: string[] = [];
  option.argParser((text: string) => {
    if (property.type !== 'array') return readValue(name, property, text);
    seen.push(text);
    return seen;
  });
  program.addOption(option);
}

/** What a parsed command line asks for. */
export type Act = (
  command: AnyCommand,
  input: Record<string, unknown>,
  globals: Parsed['globals'],
  line: string,
) => Promise<void>;

/** Builds the arguments, flags and help of one command from its object. */
function describe(program: Program, command: AnyCommand): void {
  program.summary(command.summary).description([command.summary, command.description].filter(Boolean).join('\n\n'));
  for (const key of command.positional ?? []) {
    const dots = command.input[key]!.type === 'array' ? '...' : '';
    const needed = command.required?.includes(key);
    program.argument(needed ? `<${flagOf(key)}${dots}>` : `[${flagOf(key)}${dots}]`, command.input[key]!.description);
  }
  for (const [key, property] of Object.entries(command.input)) {
    if (!command.positional?.includes(key)) addFlag(program, command, key, property);
  }
  program.option(
    '-t, --target <dir>',
    'project root (default: nearest folder with .kaizen up to the git top level, else that, else here)',
  );
  program.option('--json', 'print one JSON document');
  if (command.writes) program.option('--dry-run', 'print what would be written, write nothing');
  addExamples(program, 'Examples', command.examples);
}

function addExamples(program: Program, title: string, examples: AnyCommand['examples']): void {
  const lines = examples.map(({ line, says }) => `  ${line}\n      ${says}`);
  program.addHelpText('after', `\n${title}:\n${lines.join('\n')}`);
}

/** Reads commander's result back into the command's own input. */
function readInput(program: Program, command: AnyCommand, places: readonly unknown[]): Record<string, unknown> {
  const options = program.opts<Record<string, unknown>>();
  const input: Record<string, unknown> = {};
  for (const [at, key] of (command.positional ?? []).entries()) {
    const value = places[at];
    if (value === undefined || (Array.isArray(value) && value.length === 0)) continue;
    input[key] = Array.isArray(value) ? value : readValue(key, command.input[key]!, String(value));
  }
  for (const key of Object.keys(command.input)) if (options[key] !== undefined) input[key] ??= options[key];
  return input;
}

/** What a command gets beside the flags that it declares. */
interface Beyond {
  /** What follows `--`. */
  rest: readonly string[];
  /** Flags by name, of a command that takes fields. */
  fields: Record<string, string[]>;
}

function fill(program: Program, command: AnyCommand, line: string, act: Act, { rest, fields }: Beyond): void {
  describe(program, command);
  const names = command.positional ?? [];
  const endless = names.some((key) => command.input[key]!.type === 'array');
  program.allowExcessArguments().action(async (...places: unknown[]) => {
    const extra = endless ? undefined : program.args[names.length];
    if (extra !== undefined) throw tooManyWords(extra, line);
    const input: Record<string, unknown> = {
      ...readInput(program, command, places),
      ...(command.rest ? { rest } : {}),
      ...(command.fields ? { fields } : {}),
    };
    checkInput(command, input, line);
    for (const [key, property] of Object.entries(command.input)) {
      if (property.default !== undefined) input[key] ??= property.default;
    }
    const { target, json, dryRun } = program.opts<{ target?: string; json?: boolean; dryRun?: boolean }>();
    const globals: Parsed['globals'] = { json: json ?? false, dryRun: dryRun ?? false };
    if (target !== undefined) globals.target = target;
    await act(command, input, globals, line);
  });
}

/** Parses the words with commander and hands what they ask for to `act`. Help and version are printed here. */
export async function parseWords(given: readonly string[], act: Act): Promise<void> {
  const typed = await asVerbs(globalsLast(asFlags(given)));
  const chosen = findCommand(typed);
  const command = chosen === null ? null : (await commands[chosen]!()).default;
  const { words, fields } = command?.fields ? splitFlags(command, typed) : { words: typed, fields: {} };
  // What follows `--` is another program's command line: none of its flags is ours.
  const cut = command?.rest && words.includes('--') ? words.indexOf('--') : words.length;
  const [ours, rest] = [words.slice(0, cut), words.slice(cut + 1)];
  const bare = words.filter((word) => !word.startsWith('-'));
  const asksHelp = ours.some((word) => /^(-h|--help|-V|--version)$/.test(word));
  if (command?.rest && !asksHelp) checkWrapped(command, words.slice(1), `ka ${chosen}`);
  const group = bare.length === 1 && bare[0]! in groups ? bare[0]! : null;
  const knownFirst = bare[0] !== undefined && bare[0] in groups;
  if (!chosen && bare.length > 0 && !group && !(asksHelp && knownFirst)) throw await unknownCommand(words);
  const root = new Program('ka').description('Makes the coding agents of a repository measurable and better.');
  root.version(KA_VERSION).helpCommand(false).exitOverride();
  // Beside long names too, what they mean is wrapped.
  root.configureHelp({ minWidthToWrap: 20 });
  root.configureOutput({ writeOut: (text) => write(1, text), writeErr: () => {} });
  root.addHelpText('after', '\nStart with: ka init (or look first: ka demo)');
  const parents = new Map<string, Program>();
  for (const key of Object.keys(commands)) {
    const [first, second] = key.split(' ') as [string, string | undefined];
    // Help of a group or of everything needs the summaries; a run needs one command.
    if (chosen && key !== chosen) continue;
    const parent = second ? parentFor(root, parents, first) : root;
    if (!chosen && second && bare[0] !== first) continue;
    fill(parent.command(second ?? first), (await commands[key]!()).default, `ka ${key}`, act, { rest, fields });
  }
  try {
    if (words.length === 0) root.outputHelp();
    else if (group && !asksHelp) parents.get(group)!.outputHelp();
    else await root.parseAsync([...ours], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (/^commander\.(help|helpDisplayed|version)$/.test(error.code)) return;
    throw translate(error, command, chosen ? `ka ${chosen}` : 'ka');
  }
}

function parentFor(root: Program, parents: Map<string, Program>, name: string): Program {
  const known = parents.get(name);
  if (known) return known;
  const parent = root
    .command(name)
    .description(groups[name] ?? '')
    .helpCommand(false);
  addExamples(parent, 'Start with', FIRST_LINES[name] ?? []);
  parents.set(name, parent);
  return parent;
}

/** Runs the command that the words name; returns its exit code. */
export async function runProgram(words: readonly string[], dist: string): Promise<number> {
  const asked = globalsLast(words);
  if (asked[0] === 'sessions') {
    const { browse } = await import('./browse.ts');
    if (await browse(asked.slice(1), dist)) return 0;
  }
  let code = 0;
  await parseWords(words, async (command, input, globals, line) => {
    const ctx = processContext(dist, globals);
    const run = command.run as unknown as (input: unknown, ctx: Ctx) => Output | Promise<Output>;
    const more = watchNotes(ctx, line);
    const output = await run(input, ctx);
    code = printOutput({ ...output, notes: [...(output.notes ?? []), ...more()] }, ctx.json);
    if (output.serve) {
      const { serve } = await import('../mcp/serve.ts');
      serve(ctx, output.serve, { input: process.stdin, output: process.stdout, log: (text) => write(2, text) });
    }
  });
  return code;
}
