import { findExperiment } from '../../experiments/file.ts';
import { readGitFacts } from '../../experiments/git-facts.ts';
import { reportOn } from '../../experiments/report.ts';
import { sayReport } from '../../experiments/say.ts';
import { isoTime } from '../../lib/time.ts';
import { loadTrials } from '../../sessions/trials.ts';
import { findProject } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';

export default defineCommand<{ id?: string; noSync: boolean }>({
  summary: 'say what the sessions tell: arms, effect with interval, verdict',
  positional: ['id'],
  input: {
    id: { type: 'string', description: 'its id, or the start of it (default: the only running one, else the newest)' },
    noSync: { type: 'boolean', description: 'do not look for new transcripts', default: false },
  },
  examples: [{ line: 'ka exp report', says: 'the running experiment' }],
  async run({ id, noSync }, ctx) {
    const project = findProject(ctx);
    const { experiment } = findExperiment(project, id);
    const { trials, notes } = await loadTrials(project, ctx, experiment.agent, !noSync);
    const report = reportOn(experiment, trials, readGitFacts(project, experiment, trials), isoTime(ctx.now()));
    return { data: report, text: sayReport(report, ctx.columns), notes };
  },
});
