import { changeExperiment } from '../../experiments/change.ts';
import { conclusionOf, lessonOf, sectionOf } from '../../experiments/conclude.ts';
import { findExperiment } from '../../experiments/file.ts';
import { sayVerdict } from '../../experiments/say.ts';
import { KaError } from '../../lib/errors.ts';
import { isoTime } from '../../lib/time.ts';
import { wrap } from '../../lib/wrap.ts';
import { entryText } from '../../memory/add.ts';
import { keepEntry } from '../../memory/keep.ts';
import { reportFor } from '../../sessions/experiment-report.ts';
import { readConfig } from '../../store/config.ts';
import { findProject } from '../../store/project.ts';
import { refuseSecrets } from '../../store/redact/redact.ts';
import { defineCommand } from '../contract.ts';
import { expInput } from './input.ts';

interface Input {
  id?: string;
  learned?: string;
  noMemory: boolean;
  noSync: boolean;
}

export default defineCommand<Input>({
  summary: 'end an experiment: its verdict is written down and told to the agent',
  description:
    'The verdict goes into the experiment\u2019s file and, as one dated line, into the memory of its agent (main where it has none). Recommendations on the same thing show it from then on; one that regressed counts half.',
  positional: ['id'],
  input: {
    id: { type: 'string', description: 'its id, or the start of it (default: the only running one, else the newest)' },
    learned: { type: 'string', description: 'what was learnt, in one sentence', placeholder: 'sentence' },
    noMemory: { type: 'boolean', description: 'do not tell the agent', default: false },
    noSync: expInput.noSync,
  },
  writes: true,
  examples: [
    { line: 'ka exp conclude', says: 'the running experiment' },
    { line: 'ka exp conclude exp_4f1c --learned "smaller files, fewer re-reads"', says: 'with what was learnt' },
  ],
  async run({ id, learned: typed, noMemory, noSync }, ctx) {
    const project = findProject(ctx);
    const learned = typed === undefined ? null : entryText(typed);
    refuseSecrets(learned, readConfig(project, ctx).redaction.allow);
    const found = findExperiment(project, id).experiment;
    if (found.status !== 'running')
      throw new KaError('not-running', `${found.id} is ${found.status}.`, `ka exp report ${found.id}`);
    const now = isoTime(ctx.now());
    const ending = { ...found, status: 'concluded' as const, concluded: now, learned };
    const { report, notes } = await reportFor(project, ctx, ending, { sync: !noSync, now });
    const conclusion = conclusionOf(report);
    const { experiment, path } = changeExperiment(project, ctx, found.id, (file) => ({
      ...file.experiment,
      status: 'concluded',
      concluded: now,
      conclusion,
      learned,
    }));
    const agent = experiment.agent ?? 'main';
    const lesson = lessonOf(experiment, conclusion);
    const kept = noMemory ? null : keepEntry(project, ctx, agent, sectionOf(conclusion), lesson);
    const would = ctx.dryRun ? 'would be ' : '';
    return {
      data: { schema_version: 1, experiment, path, memory: kept && { agent, section: kept.title, text: lesson } },
      text: [
        wrap('', `${experiment.id} ${would || 'is '}concluded: ${sayVerdict(report)}.`, ctx.columns),
        ...(kept
          ? [wrap('', `${would}kept in the memory of ${agent}, under "${kept.title}": ${lesson}`, ctx.columns)]
          : []),
        `Commit ${path}; ka exp archive ${experiment.id} takes it off the list.`,
      ].join('\n'),
      notes,
    };
  },
});
