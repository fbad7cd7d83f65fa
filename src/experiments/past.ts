import type { PastVerdict } from '../metrics/optimizer/recommendation.ts';
import type { Project } from '../store/project.ts';
import type { Experiment } from './contract.ts';
import { readExperiments } from './file.ts';

/** What a recommendation is looked up by. */
export interface Proposal {
  id: string;
  subject: string;
}

/** Of the bet itself, or of what it speaks of: an agent with its part, or a file that the hypothesis names. */
const isAbout = ({ bet, subject, files }: Experiment, proposal: Proposal): boolean =>
  bet === proposal.id ||
  (subject !== null && subject === proposal.subject) ||
  files.some((file) => proposal.subject === file || proposal.subject.endsWith(`/${file}`));

/** The verdicts of experiments on what a recommendation proposes, newest first. */
export function pastOf(experiments: readonly Experiment[], proposal: Proposal): PastVerdict[] {
  return experiments
    .filter((one) => one.conclusion !== null && one.concluded !== null && isAbout(one, proposal))
    .map(({ id, hypothesis, metric, conclusion, concluded, learned }) => ({
      experiment: id,
      hypothesis,
      metric,
      verdict: conclusion!.verdict,
      change_pct: conclusion!.change_pct,
      concluded: concluded!,
      ...(learned === null ? {} : { learned }),
    }))
    .sort((a, b) => (`${a.concluded} ${a.experiment}` < `${b.concluded} ${b.experiment}` ? 1 : -1));
}

/** The same for a project, its experiments read once. */
export function readPast(project: Project): (proposal: Proposal) => PastVerdict[] {
  const experiments = readExperiments(project).files.map(({ experiment }) => experiment);
  return (proposal) => pastOf(experiments, proposal);
}
