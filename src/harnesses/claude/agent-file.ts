import { type AgentFormat, markdownAgent } from '../agent-format.ts';

export const CLAUDE_AGENTS = '.claude/agents';

/** Frontmatter that Claude Code 2.1.328 reads. Source: its own list of agent keys, and `color`. */
const KNOWN = new Set([
  'name',
  'description',
  'tools',
  'disallowedTools',
  'model',
  'effort',
  'permissionMode',
  'mcpServers',
  'hooks',
  'maxTurns',
  'autoCompactWindow',
  'skills',
  'initialPrompt',
  'memory',
  'background',
  'omitClaudeMd',
  'isolation',
  'color',
]);

/** `memory: true` is ka's; Claude Code's own memory is a text (`user`, `project`, `local`). */
const isClaudes = (key: string, value: unknown): boolean =>
  KNOWN.has(key) && value !== null && !(key === 'memory' && typeof value === 'boolean');

/** Only the keys that it knows, in the order of the source. */
const format: AgentFormat = {
  name: 'claude',
  title: 'Claude Code',
  folder: CLAUDE_AGENTS,
  ending: '.md',
  write: (source) => {
    const entries = Object.entries(source.data);
    const kept = Object.fromEntries(entries.filter(([key, value]) => isClaudes(key, value)));
    return {
      text: markdownAgent(source, kept),
      lost: entries.filter(([key, value]) => value !== null && !isClaudes(key, value)).map(([key]) => key),
    };
  },
};
export default format;
