import { SETUP_HARNESSES } from '../harnesses/hook-setup.ts';
import { SETUPS } from '../harnesses/setups.ts';
import type { Ctx } from '../lib/context.ts';
import { KaError } from '../lib/errors.ts';
import { type Detected, detectHarnesses } from '../setup/detect.ts';
import { isChange, isOfGit } from '../setup/edit.ts';
import { planExportRemoval, planExports } from '../setup/exports.ts';
import { sayLeft } from '../setup/leftovers.ts';
import { mcpNotes, withMcp } from '../setup/mcp.ts';
import { DRIVER_SECTIONS } from '../setup/merge-driver.ts';
import { IGNORE_FILE, planRemoval, planRemovalOf, planSetup } from '../setup/plan.ts';
import { planPreCommit, planPreCommitRemoval } from '../setup/pre-commit.ts';
import { choosePrivate, STAYS_PRIVATE, staysPrivate } from '../setup/private.ts';
import { describeSetup, driverDiffers, runSetup, type Setup } from '../setup/run.ts';
import { harnessNotes, nextLines, programNotes } from '../setup/say.ts';
import { readConfig } from '../store/config.ts';
import { findProject, type Project } from '../store/project.ts';
import { defineCommand } from './contract.ts';

interface Input {
  harness?: string[];
  team?: boolean;
  private?: boolean;
  shared?: boolean;
  mcp?: boolean;
  preCommit?: boolean;
  remove?: boolean;
}

/** @throws KaError `bad-value`, `no-harness` */
function chooseHarnesses(project: Project, ctx: Ctx, given: readonly string[] | undefined): Detected {
  const wrong = given?.find((name) => !(SETUP_HARNESSES as readonly string[]).includes(name));
  if (wrong !== undefined)
    throw new KaError('bad-value', `--harness: "${wrong}" is none of ${SETUP_HARNESSES.join(', ')}.`);
  if (given) return { used: SETUPS.filter(({ name }) => given.includes(name)), beside: [] };
  const detected = detectHarnesses(project, ctx);
  if (detected.used.length > 0) return detected;
  throw new KaError(
    'no-harness',
    `No coding agent was found for ${project.root}: no folder or file of one there, none on your PATH, none in your home folder.`,
    'ka init --harness claude',
  );
}

export default defineCommand<Input>({
  summary: 'set this repository up: hooks, git attributes, ignore file, a block in AGENTS.md, agents exported',
  description:
    "Entries are merged into each coding agent's own settings; what stands there is kept byte for byte. Run it again at any time: it " +
    'changes only what is missing or out of date, and once in each clone: merge drivers are a clone’s own. --remove restores every file and takes unedited exports of agents back; recorded data is never deleted, and what --private hid stays hidden while it is there.',
  input: {
    harness: {
      type: 'array',
      items: { type: 'string' },
      enum: SETUP_HARNESSES,
      description: 'coding agent to set up, may be repeated (default: found by its traces)',
      placeholder: 'name',
    },
    team: { type: 'boolean', description: 'for several people or clones: a log segment each, views out of git' },
    private: {
      type: 'boolean',
      description: 'for you alone: personal settings and .git/info/exclude, nothing to commit',
    },
    shared: { type: 'boolean', description: 'for everyone from now on, where --private was before: git shows it' },
    mcp: { type: 'boolean', description: 'add ka to the MCP servers of these coding agents too' },
    preCommit: {
      type: 'boolean',
      description:
        'also a git hook that looks for secrets in what each commit changes of .kaizen (of all files: ka redact check . --staged)',
    },
    remove: {
      type: 'boolean',
      description: 'take everything back that init wrote; with --harness, of these tools alone',
    },
  },
  exclusive: [
    ['remove', 'team'],
    ['remove', 'private'],
    ['remove', 'shared'],
    ['private', 'shared'],
    ['remove', 'preCommit'],
    ['remove', 'mcp'],
    ['private', 'mcp'],
  ],
  writes: true,
  examples: [
    { line: 'ka init', says: 'set up for this repository' },
    { line: 'ka init --harness claude --harness codex', says: 'for these two' },
    { line: 'ka init --dry-run', says: 'show the diff, write nothing' },
    { line: 'ka init --team', says: 'logs and views of parallel pull requests never conflict' },
    { line: 'ka init --mcp', says: 'and let them ask ka: summaries, bets, sessions, briefs' },
    { line: 'ka init --remove', says: 'restore every file to the byte' },
    { line: 'ka init --remove --harness codex', says: 'of one tool alone' },
  ],
  run(input, ctx) {
    const project = findProject(ctx);
    if (input.remove) {
      const setup = planTakingBack(project, ctx, input.harness);
      return answer(project, ctx, input, setup, { used: [], beside: [] });
    }
    const chosen = chooseHarnesses(project, ctx, input.harness);
    const isPrivate = staysPrivate(project, input);
    const used = isPrivate ? choosePrivate(project, chosen.used, input) : chosen.used;
    const team = input.team ?? false;
    const { edits, notes } = planExports(project, ctx, used, isPrivate);
    const exported = edits.map(({ path }) => path);
    const setup = planSetup(project, ctx, { harnesses: used, team, private: isPrivate, exported });
    const withServer = input.mcp
      ? withMcp(
          project,
          setup,
          used.map(({ name }) => name),
        )
      : setup;
    const whole: Setup = {
      edits: [...withServer, ...edits, ...(input.preCommit ? planPreCommit(project) : [])],
      driver: isPrivate ? null : 'set',
      removes: false,
      notes: [...notes, ...(isPrivate && !input.private ? [STAYS_PRIVATE] : []), ...(input.mcp ? mcpNotes(used) : [])],
    };
    return answer(project, ctx, { ...input, private: isPrivate }, whole, { ...chosen, used });
  },
});

/** What `--remove` does: of everything, or of the given tools alone. @throws KaError `bad-value` */
function planTakingBack(project: Project, ctx: Ctx, given: readonly string[] | undefined): Setup {
  const { edits, notes } = planExportRemoval(project, given);
  if (given) {
    const { used } = chooseHarnesses(project, ctx, given);
    const own = used.flatMap((setup) => planRemovalOf(project, setup));
    return { edits: [...edits, ...own], driver: null, removes: true, notes };
  }
  const others = [...edits, ...planPreCommitRemoval(project)];
  const removal = planRemoval(project, others);
  const left = sayLeft(project, ctx, removal.edits, removal.hidden, IGNORE_FILE);
  return { edits: [...others, ...removal.edits], driver: 'unset', removes: true, notes: [...notes, ...left] };
}

function answer(project: Project, ctx: Ctx, input: Input, setup: Setup, { used, beside }: Detected) {
  const diff = describeSetup(project, setup);
  const before = setup.edits.filter(isChange);
  const files = before.map((edit) => ({
    path: edit.path,
    change: edit.before === null ? 'created' : edit.after === null ? 'deleted' : 'changed',
  }));
  const gitConfig = driverDiffers(project, setup) ? DRIVER_SECTIONS.join(', ') : null;
  const commits = before.some(({ file }) => !isOfGit(project, file));
  if (!ctx.dryRun) runSetup(project, setup);
  const isTeam = input.remove !== true && (input.team || readConfig(project, ctx).writer === 'auto');
  const more = input.remove ? [] : [...programNotes(project, ctx), ...harnessNotes(used, beside)];
  const notes = [...setup.notes, ...more];
  const changed = diff !== '';
  const text = ctx.dryRun
    ? diff || 'nothing to change'
    : [
        changed
          ? `${input.remove ? 'Taken back' : 'Set up'} in ${project.root}:`
          : `nothing to change in ${project.root}`,
        ...files.map(({ path, change }) => `  ${change.padEnd(8)} ${path}`),
        ...(gitConfig ? [`  ${setup.driver!.padEnd(8)} ${gitConfig} in this clone's git configuration`] : []),
        ...(changed ? ['', ...nextLines(project, { ...input, team: isTeam, commits })] : []),
      ].join('\n');
  return {
    data: {
      schema_version: 1,
      root: project.root,
      harnesses: used.map(({ name }) => name),
      changed,
      dry_run: ctx.dryRun,
      files,
      git_config: gitConfig,
      notes,
    },
    text,
    notes,
  };
}
