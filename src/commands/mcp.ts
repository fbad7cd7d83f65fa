import { findProject } from '../store/project.ts';
import { defineCommand } from './contract.ts';

export default defineCommand<{ write?: boolean }>({
  summary: 'serve these commands to a coding agent, over MCP on standard input and output',
  description:
    'Coding agents start it by themselves: `ka init --mcp` writes it into their configuration. Each tool is a command, with its inputs and its answer; ' +
    'answers come in pages. Reading tools write nothing: they see what hooks and `ka sessions sync` have recorded.',
  input: {
    write: { type: 'boolean', description: 'offer the tools that write too: metrics_record, memory_add' },
  },
  examples: [
    { line: 'claude mcp add ka -- ka mcp', says: 'for you alone, in Claude Code' },
    { line: 'ka mcp --write', says: 'with the tools that record runs and lessons' },
  ],
  run({ write = false }, ctx) {
    // A folder that cannot be served is said now, not at the first call.
    findProject(ctx);
    return { data: null, text: '', raw: true, serve: { write } };
  },
});
