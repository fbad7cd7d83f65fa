import type { HookSetup } from '../harnesses/hook-setup.ts';
import type { Ctx } from '../lib/context.ts';
import type { Project } from '../store/project.ts';
import { findProgram } from './find-program.ts';

const INSTALL = 'npm i -g kaizen-agentic';

/** What the user should know about this machine after a setup. */
export function programNotes(project: Project, ctx: Ctx): string[] {
  const notes: string[] = [];
  const byNpx = ctx.env.npm_command === 'exec' || /[\\/]_npx[\\/]/.test(ctx.packageRoot);
  if (!findProgram(ctx, 'ka')) {
    const why = byNpx ? 'npx installs nothing' : 'ka is not on your PATH';
    notes.push(`${why}: the hooks are silent until the program is installed. try: ${INSTALL}`);
  }
  if (!project.gitDir) {
    notes.push(
      `${project.root} is no git repository: records work, but what needs history does not. try: git init && ka init`,
    );
  }
  return notes;
}

/** What the user should know of the tools that are set up, and of those that are not. */
export function harnessNotes(harnesses: readonly HookSetup[], beside: readonly HookSetup[]): string[] {
  const notes = harnesses.flatMap(({ title, notes: own, events, seenIn }) => [
    ...own,
    ...(events.length > 0 && seenIn === null
      ? [`${title}: its hooks follow its documentation and were not seen firing in the real client (untested).`]
      : []),
  ]);
  if (beside.length === 0) return notes;
  const [titles, flags] = [beside.map(({ title }) => title), beside.map(({ name }) => `--harness ${name}`)];
  return [
    ...notes,
    `${titles.join(', ')} left no trace in this project, so no hooks were written for it. try: ka init ${flags.join(' ')}`,
  ];
}

/** What a run of `ka init` was asked, and what it did. */
interface Done {
  remove?: boolean;
  harness?: readonly string[];
  private?: boolean;
  /** The repository is in team mode, since now or before. */
  team: boolean;
  /** It changed files that are to be committed. */
  commits: boolean;
}

/** What happens from now on: five lines that fit any terminal; outside of git there is nothing to commit. */
export function nextLines(project: Project, input: Done): string[] {
  if (input.remove && input.harness) return ['All else stays set up. Check: ka doctor.'];
  if (input.remove) return ['Recorded data stays in .kaizen. Delete that folder to drop it.'];
  const git = input.private
    ? 'Nothing of it is committed: .git/info/exclude names it.'
    : !input.commits
      ? 'Nothing to commit: the repository was set up; now this clone is, too.'
      : input.team
        ? 'Commit these files and .kaizen: logs of parallel pull requests do not conflict.'
        : 'Commit these files, and .kaizen before you pull. A team: ka init --team.';
  return [
    'From the next session on, each agent starts with its brief: memory, numbers.',
    'Each run leaves a record in .kaizen/metrics/<agent>/: no prompt, no output.',
    'After ten runs of an agent, ka metrics optimize ranks what to improve.',
    ...(project.gitDir ? [git] : []),
    'Next: ka agents install tdd-workflow. Check: ka doctor. Undo: ka init --remove.',
  ];
}
