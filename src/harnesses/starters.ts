import claude from './claude/starters.ts';
import codex from './codex/starters.ts';
import gemini from './gemini/starters.ts';
import opencode from './opencode/starters.ts';
import type { HarnessName } from './transcripts.ts';

/**
 * The tools that start a subagent with a transcript of its own, which may be missing. Not there: both Copilots, whose
 * subagents stand in their session's transcript; Goose and OpenClaw, which do not always say whose a subagent is; Cursor,
 * whose transcripts hold no tokens.
 */
const STARTERS: Partial<Record<HarnessName, readonly string[]>> = { claude, codex, gemini, opencode };

/** Whether a call of the tool starts a subagent with a transcript of its own. */
export const startsSubagent = (harness: HarnessName, tool: string): boolean =>
  STARTERS[harness]?.includes(tool) === true;
