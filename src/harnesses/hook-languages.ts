import claude from './claude/events.ts';
import codex from './codex/events.ts';
import copilot from './copilot/events.ts';
import cursor from './cursor/events.ts';
import gemini from './gemini/events.ts';
import goose from './goose/events.ts';
import type { HookEvents } from './hook-events.ts';
import opencode from './opencode/events.ts';

/**
 * How the hooks of each tool speak. Not loaded lazily: all of them are smaller than what a promise costs, after which V8
 * keeps no compiled code (`cli/code-cache.ts` keeps what ran before `main` returned).
 */
const LANGUAGES: readonly HookEvents[] = [claude, codex, gemini, copilot, cursor, opencode, goose];

/** The language of a tool's hooks; undefined for a name that has none. */
export const languageOf = (harness: string): HookEvents | undefined => LANGUAGES.find(({ name }) => name === harness);

/** The tool that sent a payload to the hook of `own`: that one, unless the payload has the shape of another. */
export const speakerOf = (payload: Parameters<HookEvents['owns']>[0], own: HookEvents): HookEvents =>
  own.owns(payload) ? own : (LANGUAGES.find((other) => other !== own && other.owns(payload)) ?? own);
