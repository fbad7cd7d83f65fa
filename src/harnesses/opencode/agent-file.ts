import { type AgentFormat, losesModel, lostKeys, markdownAgent, modelOf, toolsOf } from '../agent-format.ts';

/** What OpenCode asks leave for, and the tools of Claude Code's definitions that stand for it. */
const PERMISSIONS: Readonly<Record<string, readonly string[]>> = {
  edit: ['Edit', 'Write', 'MultiEdit', 'NotebookEdit'],
  bash: ['Bash'],
  webfetch: ['WebFetch'],
};

/** Source: https://opencode.ai/docs/agents. The file's name is the agent's. Seen loaded by 1.18.33. */
const format: AgentFormat = {
  name: 'opencode',
  title: 'OpenCode',
  folder: '.opencode/agents',
  ending: '.md',
  write: (source) => {
    const tools = toolsOf(source);
    const denied = Object.entries(PERMISSIONS)
      .filter(([, names]) => tools !== null && !names.some((name) => tools.includes(name)))
      .map(([permission]) => [permission, 'deny'] as const);
    const named = modelOf(source);
    const model = named?.includes('/') ? named : undefined;
    const known = new Set(['name', 'description', 'tools']);
    if (!losesModel(source, model)) known.add('model');
    const text = markdownAgent(source, {
      description: String(source.data.description ?? '').trim(),
      mode: 'subagent',
      model,
      permission: denied.length > 0 ? Object.fromEntries(denied) : undefined,
    });
    return { text, lost: lostKeys(source, known) };
  },
};
export default format;
