import { jsonMcp } from '../json-mcp.ts';
import { SERVER } from '../mcp-file.ts';

const entry = { type: 'local', command: SERVER.command, args: SERVER.args, tools: ['*'] };

/** The repository's servers. https://docs.github.com/en/copilot/how-tos/copilot-cli */
export default [jsonMcp('.github/mcp.json', 'mcpServers', entry)];
