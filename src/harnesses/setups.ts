import claude from './claude/hooks.ts';
import codex from './codex/hooks.ts';
import copilot from './copilot/hooks.ts';
import cursor from './cursor/hooks.ts';
import gemini from './gemini/hooks.ts';
import goose from './goose/hooks.ts';
import type { HookSetup } from './hook-setup.ts';
import openclaw from './openclaw/hooks.ts';
import opencode from './opencode/hooks.ts';

/** How each coding tool is set up, in the order in which they are shown. */
export const SETUPS: readonly HookSetup[] = [claude, codex, gemini, copilot, cursor, opencode, goose, openclaw];
