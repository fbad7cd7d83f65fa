import { changeExperiment } from '../../experiments/change.ts';
import { isOutside } from '../../experiments/treatment.ts';
import { KaError } from '../../lib/errors.ts';
import { readCommitGraph } from '../../store/git/commit-graph.ts';
import { git } from '../../store/git/git.ts';
import { findProject, type Project } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';

/** The full hash of what a person typed. @throws KaError `no-commit` */
function commitOf(project: Project, typed: string): string {
  try {
    return git(project.root, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${typed}^{commit}`]).trim();
  } catch {
    throw new KaError('no-commit', `"${typed.slice(0, 80)}" is no commit here.`, 'git log --oneline');
  }
}

/** Whether a commit changes anything but what ka writes; of a merge, against any parent. */
function changesCode(project: Project, commit: string): boolean {
  const listed = git(project.root, ['diff-tree', '--root', '-m', '-r', '-z', '--no-commit-id', '--name-only', commit]);
  return listed.split('\0').some((path) => path !== '' && isOutside(path));
}

export default defineCommand<{ id?: string; commit?: string }>({
  summary: 'say which commit begins the treatment',
  description:
    'Needed only where the commit bears no trailer "Experiment: <id>" and touches no file that the hypothesis names. After a rebase or a squash the same change is found again. A HEAD that changes nothing outside .kaizen/ is refused: the change is still to come.',
  positional: ['id'],
  input: {
    id: { type: 'string', description: 'its id, or the start of it (default: the only running one, else the newest)' },
    commit: { type: 'string', description: 'the commit (default: HEAD)', placeholder: 'commit' },
  },
  writes: true,
  examples: [{ line: 'ka exp start exp_4f1c --commit HEAD~2', says: 'sessions from that commit on are treated' }],
  run({ id, commit }, ctx) {
    const project = findProject(ctx);
    const { experiment, path, changed } = changeExperiment(project, ctx, id, ({ experiment }) => {
      if (experiment.status !== 'running')
        throw new KaError('not-running', `${experiment.id} is ${experiment.status}.`, 'ka exp list --all');
      if (experiment.bind !== 'git')
        throw new KaError('bad-binding', `${experiment.id} is bound by ${experiment.bind}, not by commits.`);
      const hash = commitOf(project, commit ?? 'HEAD');
      const control = experiment.control.commit;
      if (hash === control || (control !== null && readCommitGraph(project, [control])?.parents.has(hash)))
        throw new KaError(
          'bad-commit',
          `${hash.slice(0, 10)} is not after the control commit ${control?.slice(0, 10)}: both arms would have the change.`,
          'git log --oneline',
        );
      // Typed right after `ka exp new`, HEAD is ka's own commit of the plan. Who names one knows what it is.
      if (commit === undefined && !changesCode(project, hash))
        throw new KaError(
          'no-change',
          `${hash.slice(0, 10)} changes nothing outside .kaizen/: the change is still to come. Commit it with the line "Experiment: ${experiment.id}", and ka exp start is not needed.`,
          `git commit -m "make the change" -m "Experiment: ${experiment.id}"`,
        );
      if (experiment.treatment.commit === hash) return null;
      return { ...experiment, treatment: { ...experiment.treatment, commit: hash } };
    });
    const commitId = experiment.treatment.commit!;
    const hash = commitId.slice(0, 10);
    const said = changed ? (ctx.dryRun ? 'would begin' : 'begins') : 'began already';
    return {
      data: { schema_version: 1, status: changed ? 'changed' : 'unchanged', experiment, path },
      text: `${experiment.id}: the treatment ${said} with ${hash}`,
      notes: changesCode(project, commitId)
        ? []
        : [
            `${hash} changes nothing outside .kaizen/. If the change is still to come: commit it, then ka exp start ${experiment.id}`,
          ],
    };
  },
});
