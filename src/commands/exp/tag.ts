import { changeExperiment } from '../../experiments/change.ts';
import { KaError } from '../../lib/errors.ts';
import { loadSessions } from '../../sessions/load.ts';
import { findProject } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';
import { findSession } from '../sessions/selection.ts';
import { expInput } from './input.ts';

interface Input {
  id?: string;
  session: string;
  arm: 'control' | 'treatment' | 'excluded';
  replace: boolean;
  noSync: boolean;
}

export default defineCommand<Input>({
  summary: 'put a session into an arm by hand, or leave it out',
  description:
    'A tag always counts, whatever the experiment is bound by. The same tag again changes nothing; another one needs --replace.',
  positional: ['id'],
  required: ['session', 'arm'],
  input: {
    id: { type: 'string', description: 'its id, or the start of it (default: the only running one, else the newest)' },
    session: { type: 'string', description: 'the session\u2019s id, or its beginning', placeholder: 'session' },
    arm: { type: 'string', description: 'where it belongs', enum: ['control', 'treatment', 'excluded'] },
    replace: { type: 'boolean', description: 'instead of the tag that it has', default: false },
    noSync: expInput.noSync,
  },
  writes: true,
  examples: [
    { line: 'ka exp tag exp_4f1c --session 9b1d --arm treatment', says: 'by the start of the session\u2019s id' },
    { line: 'ka exp tag --session 9b1d --arm excluded', says: 'a session in which something else went wrong' },
  ],
  async run({ id, session, arm, replace, noSync }, ctx) {
    const project = findProject(ctx);
    const loaded = await loadSessions(project, ctx, { sync: !noSync, allProjects: false });
    const { session_id } = findSession(loaded, session, { line: null, allProjects: false });
    const { experiment, path, changed } = changeExperiment(project, ctx, id, ({ experiment }) => {
      if (experiment.status !== 'running')
        throw new KaError('not-running', `${experiment.id} is ${experiment.status}.`, 'ka exp list --all');
      const known = experiment.tags[session_id];
      if (known === arm) return null;
      if (known !== undefined && !replace)
        throw new KaError(
          'tagged-otherwise',
          `${session_id} is tagged ${known} in ${experiment.id}.`,
          `ka exp tag ${experiment.id} --session ${session_id} --arm ${arm} --replace`,
          1,
        );
      const tags = Object.entries({ ...experiment.tags, [session_id]: arm }).sort(([a], [b]) => (a < b ? -1 : 1));
      return { ...experiment, tags: Object.fromEntries(tags) };
    });
    const said = changed ? (ctx.dryRun ? 'would be tagged' : 'is tagged') : 'was tagged already';
    return {
      data: {
        schema_version: 1,
        status: changed ? 'changed' : 'unchanged',
        session: session_id,
        arm,
        experiment,
        path,
      },
      text: `${session_id} ${said} ${arm} in ${experiment.id}`,
    };
  },
});
