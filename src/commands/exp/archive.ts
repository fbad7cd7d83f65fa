import { changeExperiment } from '../../experiments/change.ts';
import { KaError } from '../../lib/errors.ts';
import { findProject } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';

export default defineCommand<{ id: string }>({
  summary: 'take a concluded experiment off the list; its verdict stays',
  positional: ['id'],
  required: ['id'],
  input: { id: { type: 'string', description: 'its id, or the start of it' } },
  writes: true,
  examples: [{ line: 'ka exp archive exp_4f1c', says: 'ka exp list --all still shows it' }],
  run({ id }, ctx) {
    const { experiment, path, changed } = changeExperiment(findProject(ctx), ctx, id, ({ experiment }) => {
      if (experiment.status === 'running')
        throw new KaError('still-running', `${experiment.id} is still running.`, `ka exp conclude ${experiment.id}`, 1);
      return experiment.status === 'archived' ? null : { ...experiment, status: 'archived' };
    });
    const said = changed ? (ctx.dryRun ? 'would be archived' : 'is archived') : 'was archived already';
    return {
      data: { schema_version: 1, status: changed ? 'changed' : 'unchanged', experiment, path },
      text: `${experiment.id} ${said}`,
    };
  },
});
