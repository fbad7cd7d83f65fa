import { findRun, recordedWorkflow } from '../../records/generation/replay.ts';
import { findProject } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';
import { answerRun, type RunInput, runInput } from './setup.ts';

export default defineCommand<RunInput & { id: string }>({
  summary: 'run the workflow of a recorded run again',
  description:
    'The very graph, by its hash: from the copy that was kept with the run, else from the file that it came from, if that is the same still. The new run names the old one (replay_of).',
  positional: ['id'],
  required: ['id'],
  input: { id: { type: 'string', description: 'its id, or a beginning that no other has' }, ...runInput },
  writes: true,
  examples: [{ line: 'ka comfy replay gen_2026', says: 'the same graph with the same seed' }],
  run({ id, ...input }, ctx) {
    const project = findProject(ctx);
    const run = findRun(project, ctx, id);
    const { template, task } = run.fields as { template?: string; task?: string };
    const asked = { ...input, ...((input.template ?? template) ? { template: input.template ?? template! } : {}) };
    const forTask = asked.task ?? task;
    return answerRun(project, ctx, forTask === undefined ? asked : { ...asked, task: forTask }, {
      ...recordedWorkflow(project, ctx, run),
      replayOf: run.id,
    });
  },
});
