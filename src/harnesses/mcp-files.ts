import claude from './claude/mcp.ts';
import codex from './codex/mcp.ts';
import copilot from './copilot/mcp.ts';
import cursor from './cursor/mcp.ts';
import gemini from './gemini/mcp.ts';
import goose from './goose/mcp.ts';
import type { McpFile } from './mcp-file.ts';
import opencode from './opencode/mcp.ts';

/** Files in which each coding tool looks for the MCP servers of a project; of several, the first that exists is used, else the last. */
export const MCP_FILES: Readonly<Record<string, readonly McpFile[]>> = {
  claude,
  codex,
  gemini,
  copilot,
  cursor,
  opencode,
  goose,
};
