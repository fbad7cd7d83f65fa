import { type AgentFormat, losesModel, lostKeys, markdownAgent, modelOf } from '../agent-format.ts';

/** Agents of Goose's Summon extension: https://goose-docs.ai/docs/guides/context-engineering/custom-agents. */
const format: AgentFormat = {
  name: 'goose',
  title: 'Goose',
  folder: '.goose/agents',
  ending: '.md',
  write: (source) => {
    const { name, description } = source.data;
    const model = modelOf(source);
    const known = new Set(['name', 'description']);
    if (!losesModel(source, model)) known.add('model');
    const text = markdownAgent(source, { name, description: String(description ?? '').trim(), model });
    return { text, lost: lostKeys(source, known) };
  },
};
export default format;
