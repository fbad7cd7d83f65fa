import { type AgentFormat, losesModel, lostKeys, markdownAgent, modelOf, toolsOf } from '../agent-format.ts';

/**
 * Source: https://docs.github.com/en/copilot/reference/custom-agents-configuration. Claude Code's names of tools are
 * aliases there. Seen loaded by 1.0.102.
 */
const format: AgentFormat = {
  name: 'copilot',
  title: 'Copilot',
  folder: '.github/agents',
  ending: '.agent.md',
  write: (source) => {
    const { name, description } = source.data;
    const model = modelOf(source);
    const known = new Set(['name', 'description', 'tools']);
    if (!losesModel(source, model)) known.add('model');
    const text = markdownAgent(source, {
      name,
      description: String(description ?? '').trim(),
      tools: toolsOf(source) ?? undefined,
      model,
    });
    return { text, lost: lostKeys(source, known) };
  },
};
export default format;
