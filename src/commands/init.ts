import type { Ctx } from '../lib/context.ts';
import { KaError } from '../lib/errors.ts';
import { detectClaude } from '../setup/detect.ts';
import { isChange } from '../setup/edit.ts';
import { planExportRemoval, planExports } from '../setup/exports.ts';
import { isShared, planRemoval, planSetup, SHARED_SETTINGS } from '../setup/plan.ts';
import { planPreCommit, planPreCommitRemoval } from '../setup/pre-commit.ts';
import { describeSetup, driverDiffers, runSetup, type Setup } from '../setup/run.ts';
import { nextLines, programNotes } from '../setup/say.ts';
import { findProject, type Project } from '../store/project.ts';
import { defineCommand } from './contract.ts';

interface Input {
  harness?: string[];
  team?: boolean;
  private?: boolean;
  preCommit?: boolean;
  remove?: boolean;
}

const HARNESSES = ['claude'] as const;

/** @throws KaError `bad-value`, `no-harness` */
function chooseHarness(project: Project, ctx: Ctx, given: readonly string[] | undefined): void {
  const wrong = given?.find((name) => !(HARNESSES as readonly string[]).includes(name));
  if (wrong !== undefined) throw new KaError('bad-value', `--harness: "${wrong}" is none of ${HARNESSES.join(', ')}.`);
  if (given || detectClaude(project, ctx)) return;
  throw new KaError(
    'no-harness',
    `No coding agent was found for ${project.root}: no folder .claude, no CLAUDE.md, no claude on your PATH, no ~/.claude.`,
    'ka init --harness claude',
  );
}

export default defineCommand<Input>({
  summary: 'set this repository up: hooks, git attributes, ignore file, a block in AGENTS.md, agents exported',
  description:
    "Entries are merged into Claude Code's own settings; what stands there is kept byte for byte. Run it again at any time: it " +
    'changes only what is missing or out of date. --remove restores every file and takes unedited exports of agents back; recorded data is never deleted.',
  input: {
    harness: {
      type: 'array',
      items: { type: 'string' },
      enum: HARNESSES,
      description: 'coding agent to set up (default: found by its traces)',
      placeholder: 'name',
    },
    team: { type: 'boolean', description: 'for several people or clones: a log segment each, views out of git' },
    private: {
      type: 'boolean',
      description: 'for you alone: personal settings and .git/info/exclude, nothing to commit',
    },
    preCommit: { type: 'boolean', description: 'also a git hook that looks for secrets before each commit' },
    remove: { type: 'boolean', description: 'take everything back that init wrote' },
  },
  exclusive: [
    ['remove', 'team'],
    ['remove', 'private'],
    ['remove', 'preCommit'],
    ['remove', 'harness'],
  ],
  writes: true,
  examples: [
    { line: 'ka init', says: 'set up for this repository' },
    { line: 'ka init --dry-run', says: 'show the diff, write nothing' },
    { line: 'ka init --team', says: 'parallel pull requests never conflict in .kaizen' },
    { line: 'ka init --remove', says: 'restore every file to the byte' },
  ],
  run(input, ctx) {
    const project = findProject(ctx);
    if (input.remove) {
      const { edits, notes } = planExportRemoval(project);
      return answer(project, ctx, input, {
        edits: [...edits, ...planRemoval(project), ...planPreCommitRemoval(project)],
        driver: 'unset',
        notes,
      });
    }
    chooseHarness(project, ctx, input.harness);
    if (input.private && isShared(project)) {
      throw new KaError(
        'already-shared',
        `${SHARED_SETTINGS} holds the hooks already, for everyone; --private would add nothing.`,
        'ka doctor',
      );
    }
    const [team, isPrivate] = [input.team ?? false, input.private ?? false];
    const { edits, notes } = planExports(project, ctx, isPrivate);
    const exported = edits.map(({ path }) => path);
    const setup = planSetup(project, ctx, { team, private: isPrivate, exported });
    return answer(project, ctx, input, {
      edits: [...setup, ...edits, ...(input.preCommit ? planPreCommit(project) : [])],
      driver: isPrivate ? null : 'set',
      notes,
    });
  },
});

function answer(project: Project, ctx: Ctx, input: Input, setup: Setup) {
  const diff = describeSetup(project, setup);
  const before = setup.edits.filter(isChange);
  const files = before.map((edit) => ({
    path: edit.path,
    change: edit.before === null ? 'created' : edit.after === null ? 'deleted' : 'changed',
  }));
  const gitConfig = driverDiffers(project, setup) ? 'merge.ka-view' : null;
  if (!ctx.dryRun) runSetup(project, setup);
  const notes = [...setup.notes, ...(input.remove ? [] : programNotes(project, ctx))];
  const changed = diff !== '';
  const text = ctx.dryRun
    ? diff || 'nothing to change'
    : [
        changed
          ? `${input.remove ? 'Taken back' : 'Set up'} in ${project.root}:`
          : `nothing to change in ${project.root}`,
        ...files.map(({ path, change }) => `  ${change.padEnd(8)} ${path}`),
        ...(gitConfig ? [`  ${setup.driver!.padEnd(8)} ${gitConfig} in this clone's git configuration`] : []),
        ...(changed ? ['', ...nextLines(input)] : []),
      ].join('\n');
  return {
    data: { schema_version: 1, root: project.root, changed, dry_run: ctx.dryRun, files, git_config: gitConfig, notes },
    text,
    notes,
  };
}
