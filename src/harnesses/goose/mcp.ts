import { jsonMcp } from '../json-mcp.ts';
import { SERVER } from '../mcp-file.ts';

/** Beside the hooks of ka's plugin. https://goose-docs.ai/docs/guides/context-engineering/plugins */
export default [
  jsonMcp('.agents/plugins/kaizen/.mcp.json', 'mcpServers', { command: SERVER.command, args: SERVER.args }),
];
