import { resolve } from 'node:path';
import type { Ctx } from '../lib/context.ts';
import { terminalSvg } from '../lib/terminal-svg.ts';
import { wrap } from '../lib/wrap.ts';
import { playDemo, type Step } from '../setup/demo.ts';
import { readText } from '../store/files.ts';
import { checkReplaceable } from '../store/replaceable.ts';
import { removeScratch, writeScratch } from '../store/scratch.ts';
import { defineCommand } from './contract.ts';

interface Input {
  keep?: boolean;
  svg?: string;
}

const INDENT = '  ';
const TITLE = 'ka demo';
/** The picture has a width of its own. */
const PICTURE_COLUMNS = 102;

/** Breaks a line that is no table's, an entry of a list below its own text. */
function broken(line: string, columns: number): string {
  if (line.length <= columns) return line;
  const lead = /^\s*(?:- |\d+[.)] )?/.exec(line)![0];
  return wrap(lead, line.slice(lead.length), columns);
}

function stepText({ title, says, shown }: Step, at: number, columns: number): string {
  const head = wrap('', `${at + 1}. ${title}. ${says}`, columns);
  const room = columns - INDENT.length;
  const runs = shown.map(({ line, out }) => {
    const said = out.split('\n').map((one) => broken(one, room));
    // A command stays in one line, to be copied.
    return [`$ ${line}`, ...(out === '' ? [] : said)].join('\n');
  });
  return [head, '', runs.join('\n\n').replace(/^(?=.)/gm, INDENT)].join('\n');
}

/** How many lines of a command's output the picture shows; null: all of them. */
const IN_PICTURE: ReadonlyArray<readonly [RegExp, number | null]> = [
  [/^ka metrics show/, null],
  [/^ka metrics optimize/, 15],
  [/^ka bets accept/, null],
];

/** Draws the part of the demo that says most: what an agent did, and what its records say could be better. */
function picture(steps: readonly Step[]): string {
  const shown = steps.flatMap((step) => step.shown);
  const lines = IN_PICTURE.flatMap(([line, most]) => {
    const found = shown.find((one) => line.test(one.line));
    if (!found) return [];
    const out = found.out.split('\n');
    const cut = most !== null && out.length > most ? [...out.slice(0, most), '…'] : out;
    return [`$ ${found.line}`, ...cut, ''];
  });
  return terminalSvg(TITLE, lines);
}

/** @throws KaError `file-exists` */
function pictureFile(ctx: Ctx, typed: string): string {
  const path = resolve(ctx.cwd, typed);
  const named = { path, typed, what: 'picture', hint: 'ka demo --svg demo.svg' };
  checkReplaceable(named, () => readText(path)?.includes(`aria-label="${TITLE}"`) === true);
  return path;
}

export default defineCommand<Input>({
  summary: 'show the whole loop on an embedded sample repository',
  description:
    'Copies the sample into a temporary folder, replays its recorded sessions through the hooks and runs each step with this program. Nothing outside that folder is read or changed.',
  input: {
    keep: { type: 'boolean', description: 'keep the folder and say where it is' },
    svg: {
      type: 'string',
      description: 'write a picture of the run to this file; an earlier one is replaced',
      placeholder: 'file',
      complete: 'files',
    },
  },
  examples: [
    { line: 'ka demo', says: 'play it' },
    { line: 'ka demo --keep', says: 'play it and keep the repository to look around' },
  ],
  run: ({ keep, svg }, ctx) => {
    const from = ctx.now();
    const file = svg === undefined ? null : pictureFile(ctx, svg);
    const columns = svg === undefined ? ctx.columns : PICTURE_COLUMNS;
    const { stage, steps } = playDemo(ctx, columns - INDENT.length, (title) => ctx.progress(`demo: ${title}`));
    if (file !== null) writeScratch(file, picture(steps));
    if (!keep) removeScratch(stage.folder);
    const end = keep ? `The repository is kept: ${stage.root}` : 'The temporary folder is gone; --keep keeps it.';
    const seconds = ((ctx.now() - from) / 1000).toFixed(1);
    return {
      data: { schema_version: 1, steps, folder: keep ? stage.root : null },
      text: [...steps.map((step, at) => stepText(step, at, columns)), end].join('\n\n'),
      notes: [`${steps.flatMap((step) => step.shown).length} commands shown, ${seconds} s.`],
    };
  },
});
