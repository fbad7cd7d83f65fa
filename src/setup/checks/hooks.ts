import { join } from 'node:path';
import { HOOK_EVENTS, type HookState, inspectHooks } from '../../harnesses/claude/settings.ts';
import type { Ctx } from '../../lib/context.ts';
import { readText } from '../../store/files.ts';
import type { Project } from '../../store/project.ts';
import { PRIVATE_SETTINGS, SHARED_SETTINGS } from '../plan.ts';
import { type Check, type Finding, findings, wrong } from './contract.ts';

/** The hooks of one settings file; null without a file. @throws KaError `bad-settings` */
function inspect(file: string, shown: string): HookState | null {
  const text = readText(file);
  return text === null ? null : inspectHooks(text, shown);
}

function checkHooks(project: Project, ctx: Ctx): Finding[] {
  const read = (path: string): HookState | null => inspect(join(project.root, path), path);
  const [shared, own] = [read(SHARED_SETTINGS), read(PRIVATE_SETTINGS)];
  const user = ctx.home ? inspect(join(ctx.home, '.claude', 'settings.json'), '~/.claude/settings.json') : null;
  const has = (state: HookState | null, event: string): boolean => state !== null && !state.missing.includes(event);
  const missing = HOOK_EVENTS.filter((event) => !has(shared, event) && !has(own, event));
  const doubled = new Set([
    ...(shared?.doubled ?? []),
    ...(own?.doubled ?? []),
    ...HOOK_EVENTS.filter((event) => has(shared, event) && has(own, event)),
  ]);
  const stale = new Set([...(shared?.stale ?? []), ...(own?.stale ?? [])]);
  const found: Finding[] = [];
  if (missing.length === HOOK_EVENTS.length) {
    return [wrong(`${SHARED_SETTINGS} has no hook of ka: nothing is recorded.`, 'ka init')];
  }
  if (missing.length > 0) found.push(wrong(`The hook for ${missing.join(', ')} is missing.`, 'ka init'));
  if (doubled.size > 0) found.push(wrong(`The hook for ${[...doubled].join(', ')} stands twice.`, 'ka init'));
  if (stale.size > 0) found.push(wrong(`The hook for ${[...stale].join(', ')} is an older form.`, 'ka init'));
  for (const [state, path] of [
    [shared, SHARED_SETTINGS],
    [own, PRIVATE_SETTINGS],
    [user, '~/.claude/settings.json'],
  ] as const) {
    if (state?.disabled) found.push(wrong(`${path} turns all hooks off.`, `grep -n disableAllHooks ${path}`));
  }
  return found;
}

export const hooks: Check = {
  id: 'hooks',
  title: `Claude Code runs ka at ${HOOK_EVENTS.join(', ')}`,
  run: (project, ctx) => findings(() => checkHooks(project, ctx)),
};
