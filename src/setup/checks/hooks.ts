import { join } from 'node:path';
import type { HookFile, HookSetup, HookState } from '../../harnesses/hook-setup.ts';
import { SETUPS } from '../../harnesses/setups.ts';
import type { Ctx } from '../../lib/context.ts';
import { readText } from '../../store/files.ts';
import type { Project } from '../../store/project.ts';
import { textOfFile } from '../hook-files.ts';
import { type Check, type Finding, findings, note, wrong } from './contract.ts';

/** The hooks of one file; null without a file. @throws KaError `bad-settings` */
const inspect = (project: Project, file: HookFile): HookState | null => {
  const text = textOfFile(project, file.path);
  return text === null ? null : file.inspect(text);
};

const several = (names: Iterable<string>): string => [...names].join(', ');

/** What is wrong with the hooks of one tool; null where it was not set up. @throws KaError `bad-settings` */
function checkOne(project: Project, ctx: Ctx, setup: HookSetup): Finding[] | null {
  const mend = setup.name === 'claude' ? 'ka init' : `ka init --harness ${setup.name}`;
  const found: Finding[] = [];
  let held = 0;
  for (const [at, file] of setup.shared.entries()) {
    // A personal file stands for the shared one of its place.
    const places = [file, setup.personal?.[at]].filter((one) => one !== undefined);
    const states = places.map((one) => inspect(project, one)).filter((state) => state !== null);
    const times = (what: string): number => states.filter(({ missing }) => !missing.includes(what)).length;
    const missing = file.holds.filter((what) => times(what) === 0);
    const doubled = file.holds.filter(
      (what) => times(what) > 1 || states.some((state) => state.doubled.includes(what)),
    );
    const stale = new Set(states.flatMap((state) => state.stale));
    held += file.holds.length - missing.length;
    if (missing.length > 0) found.push(wrong(`${file.path}: the hook for ${several(missing)} is missing.`, mend));
    if (doubled.length > 0) found.push(wrong(`${file.path}: the hook for ${several(doubled)} stands twice.`, mend));
    if (stale.size > 0) found.push(wrong(`${file.path}: the hook for ${several(stale)} is an older form.`, mend));
    for (const { path, inspect: look } of places) {
      const text = textOfFile(project, path);
      if (text !== null && look(text).disabled) found.push(turnedOff(path));
    }
  }
  if (held === 0) return null;
  const user = setup.user && ctx.home ? readText(join(ctx.home, setup.user.path)) : null;
  if (user !== null && setup.user!.inspect(user).disabled) found.push(turnedOff(`~/${setup.user!.path}`));
  if (setup.allowed && !setup.allowed(project.root, ctx)) found.push(...setup.notes.map((says) => note(says)));
  if (setup.untested.length > 0) {
    found.push(note(`${setup.title}: ${several(setup.untested)} not seen firing in the real client (untested).`));
  }
  return found;
}

const turnedOff = (path: string): Finding => wrong(`${path} turns all hooks off.`, `grep -n -i hook ${path}`);

function checkHooks(project: Project, ctx: Ctx): Finding[] {
  const found = SETUPS.map((setup) => checkOne(project, ctx, setup)).filter((one) => one !== null);
  if (found.length === 0) return [wrong(`${project.root} has no hook of ka: nothing is recorded.`, 'ka init')];
  return found.flat();
}

export const hooks: Check = {
  id: 'hooks',
  title: 'the coding tools that are set up run ka at their events',
  run: (project, ctx) => findings(() => checkHooks(project, ctx)),
};
