import type { AgentFormat } from './agent-format.ts';
import claude from './claude/agent-file.ts';
import codex from './codex/agent-file.ts';
import copilot from './copilot/agent-file.ts';
import cursor from './cursor/agent-file.ts';
import gemini from './gemini/agent-file.ts';
import goose from './goose/agent-file.ts';
import openclaw from './openclaw/agent-file.ts';
import opencode from './opencode/agent-file.ts';

/** How each coding tool keeps agents in a repository. */
export const AGENT_FORMATS: readonly AgentFormat[] = [
  claude,
  codex,
  gemini,
  copilot,
  cursor,
  opencode,
  goose,
  openclaw,
];
