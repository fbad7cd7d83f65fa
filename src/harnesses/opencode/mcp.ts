import { jsonMcp } from '../json-mcp.ts';
import { SERVER } from '../mcp-file.ts';

const entry = { type: 'local', command: [SERVER.command, ...SERVER.args], enabled: true };

/** One of them: the first that exists, else the last. https://opencode.ai/docs/mcp-servers */
export default [
  jsonMcp('opencode.jsonc', 'mcp', entry),
  jsonMcp('opencode.json', 'mcp', entry, { $schema: 'https://opencode.ai/config.json' }),
];
