import { experimentPath, findExperiment } from '../../experiments/file.ts';
import { withReport } from '../../experiments/markdown.ts';
import { sayReport } from '../../experiments/say.ts';
import { effectSvg } from '../../experiments/svg.ts';
import { asOfTime, reportFor } from '../../sessions/experiment-report.ts';
import { applyChanges, type Change, describeChanges } from '../../store/changes.ts';
import { readText, resolveInside } from '../../store/files.ts';
import { findProject } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';
import { expInput } from './input.ts';

interface Input {
  id?: string;
  write: boolean;
  asOf?: string;
  noSync: boolean;
}

export default defineCommand<Input>({
  summary: 'say what the sessions tell: arms, effect with interval, verdict',
  description:
    'Read it as often as you like: verdicts are made at the planned looks only, and a look is an amount of data, not a run of this command. The same sessions give the same bytes.',
  positional: ['id'],
  input: {
    id: { type: 'string', description: 'its id, or the start of it (default: the only running one, else the newest)' },
    write: {
      type: 'boolean',
      description: 'put the report into the experiment\u2019s file, with a picture beside it',
      default: false,
      inTool: false,
    },
    asOf: { type: 'string', description: 'as it was at the end of a day, or at a time', placeholder: 'date' },
    noSync: { ...expInput.noSync, inTool: true },
  },
  writes: true,
  tool: 'read',
  examples: [
    { line: 'ka exp report', says: 'the running experiment' },
    { line: 'ka exp report exp_4f1c --write', says: 'into .kaizen/experiments/, to be committed' },
    { line: 'ka exp report --as-of 2026-11-14 --json', says: 'last week\u2019s, for a program' },
  ],
  async run({ id, write, asOf, noSync }, ctx) {
    const project = findProject(ctx);
    const { experiment } = findExperiment(project, id);
    const now = asOfTime(asOf, ctx);
    const { report, notes } = await reportFor(project, ctx, experiment, {
      sync: !noSync,
      now,
      past: asOf !== undefined,
    });
    const changes: Change[] = [];
    if (write) {
      const path = experimentPath(experiment.id);
      const svg = effectSvg(report);
      const picture = svg === null ? null : `${experiment.id}.svg`;
      const text = readText(resolveInside(project.root, path)) ?? '';
      changes.push({ kind: 'write', path, text: withReport(text, report, picture) });
      if (svg !== null) changes.push({ kind: 'write', path: path.replace(/\.md$/, '.svg'), text: svg });
      if (!ctx.dryRun) applyChanges(project, changes);
    }
    const said = sayReport(report, ctx.columns);
    const done = ctx.dryRun ? describeChanges(project, changes) : changes.map(({ path }) => `wrote ${path}`).join('\n');
    return { data: report, text: done === '' ? said : `${said}\n\n${done.trimEnd()}`, notes };
  },
});
