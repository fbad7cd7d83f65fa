import type { Ctx } from '../../lib/context.ts';
import { count } from '../../lib/count.ts';
import { KaError } from '../../lib/errors.ts';
import { readConfigOrDefaults } from '../../store/config.ts';
import { git as runGit } from '../../store/git/git.ts';
import { isBare } from '../../store/git/is-bare.ts';
import type { Project } from '../../store/project.ts';
import { hasMergeDrivers } from '../merge-driver.ts';
import { ATTRIBUTES_FILE, IGNORE_FILE } from '../plan.ts';
import { type Check, type Finding, findings, note, wrong } from './contract.ts';

const LOG = '.kaizen/metrics/any/executions.jsonl';
const RECORD = '.kaizen/records/task/any.md';
const MEMORY = '.kaizen/agents/any/memory.md';

function isIgnored(project: Project, path: string): boolean {
  try {
    runGit(project.root, ['check-ignore', '-q', '--no-index', path]);
    return true;
  } catch (error) {
    // git answers "no" with exit code 1.
    if (error instanceof KaError && error.code === 'git-failed') return false;
    throw error;
  }
}

const tracked = (project: Project, ...patterns: string[]): string[] =>
  runGit(project.root, ['ls-files', '-z', '--', ...patterns])
    .split('\0')
    .filter(Boolean);

function checkGit(project: Project, ctx: Ctx): Finding[] {
  if (!project.gitDir && isBare(project.root))
    return [wrong(`${project.root} is a git folder without a work tree.`, `git clone '${project.root}'`)];
  if (!project.gitDir)
    return [note(`${project.root} is no git repository: what needs history does not work.`, 'git init')];
  const found: Finding[] = [];
  const local = tracked(project, '.kaizen/local');
  if (local.length > 0) {
    found.push(
      wrong(`git tracks ${count(local.length, 'file')} of .kaizen/local.`, 'git rm -r -q --cached .kaizen/local'),
    );
  }
  if (!isIgnored(project, '.kaizen/local/any')) {
    found.push(wrong(`${IGNORE_FILE} does not keep .kaizen/local out of git.`, 'ka init'));
  }
  // Under --private nothing of .kaizen is committed, and nothing is merged.
  if (isIgnored(project, LOG)) return found;
  const merges = (path: string, driver: string): boolean =>
    runGit(project.root, ['check-attr', 'merge', '--', path]).trim().endsWith(`: ${driver}`);
  if (!merges(LOG, 'union')) {
    found.push(wrong(`${ATTRIBUTES_FILE} does not give logs "merge=union": a merge may lose records.`, 'ka init'));
  } else if (!merges(MEMORY, 'ka-memory')) {
    found.push(note(`${ATTRIBUTES_FILE} does not let memories merge by entry.`, 'ka init'));
  } else if (!merges(RECORD, 'ka-record')) {
    found.push(note(`${ATTRIBUTES_FILE} does not let records merge by field.`, 'ka init'));
  } else if (!hasMergeDrivers(project)) {
    found.push(note('This clone lacks a merge driver for views, memories or records: they may conflict.', 'ka init'));
  }
  if (readConfigOrDefaults(project, ctx).config.writer === 'auto') {
    const views = tracked(project, '.kaizen/**/summary.json', '.kaizen/**/analysis.json');
    const mend = `git rm -q --cached ${views.slice(0, 20).join(' ')}`;
    if (views.length > 0)
      found.push(wrong(`Team mode, but git tracks ${views.length} views, such as ${views[0]}.`, mend));
  }
  return found;
}

export const git: Check = {
  id: 'git',
  title: 'git merges logs, and leaves .kaizen/local alone',
  run: (project, ctx) => findings(() => checkGit(project, ctx)),
};
