import { resolve } from 'node:path';
import { terminalSvg } from '../lib/terminal-svg.ts';
import { playDemo, type Step } from '../setup/demo.ts';
import { removeScratch, writeScratch } from '../store/scratch.ts';
import { defineCommand } from './contract.ts';

interface Input {
  keep?: boolean;
  svg?: string;
}

const indent = (text: string): string => text.replace(/^(?=.)/gm, '  ');

function stepText({ title, says, shown }: Step, at: number): string {
  const head = `${at + 1}. ${title}. ${says}`;
  const runs = shown.map(({ line, out }) => `$ ${line}${out === '' ? '' : `\n${out}`}`);
  return [head, '', indent(runs.join('\n\n'))].join('\n');
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
  return terminalSvg('ka demo', lines);
}

export default defineCommand<Input>({
  summary: 'show the whole loop on an embedded sample repository',
  description:
    'Copies the sample into a temporary folder, replays its recorded sessions through the hooks and runs each step with this program. Nothing outside that folder is read or changed.',
  input: {
    keep: { type: 'boolean', description: 'keep the folder and say where it is' },
    svg: {
      type: 'string',
      description: 'write a picture of the run to this file',
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
    const { stage, steps } = playDemo(ctx, (title) => ctx.progress(`demo: ${title}`));
    if (svg !== undefined) writeScratch(resolve(ctx.cwd, svg), picture(steps));
    if (!keep) removeScratch(stage.folder);
    const end = keep ? `The repository is kept: ${stage.root}` : 'The temporary folder is gone; --keep keeps it.';
    const seconds = ((ctx.now() - from) / 1000).toFixed(1);
    return {
      data: { schema_version: 1, steps, folder: keep ? stage.root : null },
      text: [...steps.map(stepText), end].join('\n\n'),
      notes: [`${steps.flatMap((step) => step.shown).length} commands shown, ${seconds} s.`],
    };
  },
});
