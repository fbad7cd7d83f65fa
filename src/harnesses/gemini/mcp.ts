import { jsonMcp } from '../json-mcp.ts';
import { SERVER } from '../mcp-file.ts';

/** https://geminicli.com/docs/tools/mcp-server */
export default [jsonMcp('.gemini/settings.json', 'mcpServers', { command: SERVER.command, args: SERVER.args })];
