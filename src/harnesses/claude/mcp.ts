import { jsonMcp } from '../json-mcp.ts';
import { SERVER } from '../mcp-file.ts';

/** The servers of a project; each user approves them once. https://code.claude.com/docs/en/mcp */
export default [jsonMcp('.mcp.json', 'mcpServers', { command: SERVER.command, args: SERVER.args })];
