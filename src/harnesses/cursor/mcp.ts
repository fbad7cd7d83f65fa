import { jsonMcp } from '../json-mcp.ts';
import { SERVER } from '../mcp-file.ts';

/** Cursor may start servers in another folder than the workspace's. https://cursor.com/docs/context/mcp */
// biome-ignore lint/suspicious/noTemplateCurlyInString: Cursor fills it in
const args = [...SERVER.args, '--target', '${workspaceFolder}'];

export default [jsonMcp('.cursor/mcp.json', 'mcpServers', { type: 'stdio', command: SERVER.command, args })];
