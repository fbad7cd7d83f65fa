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

const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;

/** Five lines: what happens from now on. */
export function nextLines(
  input: { remove?: boolean; private?: boolean; team?: boolean },
  harnesses: readonly HookSetup[],
): string[] {
  if (input.remove) {
    return [
      'Recorded data stays: .kaizen/metrics, .kaizen/agents and what else runs left there. Delete .kaizen to drop it.',
    ];
  }
  const git = input.private
    ? 'Nothing of it is committed: .kaizen and the personal settings stand in .git/info/exclude.'
    : input.team
      ? 'Commit these files and .kaizen. Each clone writes its own segments, so parallel pull requests do not conflict.'
      : 'Commit these files, and .kaizen before you pull. Several people or clones: ka init --team.';
  return [
    `From the next session of ${listed(harnesses.map(({ title }) => title))} on, each agent starts with its brief: what it learnt, how it performs, what is open.`,
    'Each run leaves one record in .kaizen/metrics/<agent>/ when it ends: numbers and names, no prompt and no output.',
    'After ten runs of an agent, ka metrics optimize ranks improvements, each with its evidence.',
    git,
    'Next: ka agents install tdd-workflow. Is all well: ka doctor. Take it back: ka init --remove.',
  ];
}
