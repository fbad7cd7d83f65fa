import { type AgentFormat, isReadOnly, losesModel, lostKeys, markdownAgent, modelOf } from '../agent-format.ts';

/** Source: https://cursor.com/docs/agent/subagents. It knows no list of tools, only whether an agent may write. */
const format: AgentFormat = {
  name: 'cursor',
  title: 'Cursor',
  folder: '.cursor/agents',
  ending: '.md',
  write: (source) => {
    const { name, description, background } = source.data;
    const model = modelOf(source);
    const readonly = isReadOnly(source) || undefined;
    const known = new Set(['name', 'description', 'background', ...(readonly ? ['tools'] : [])]);
    if (!losesModel(source, model)) known.add('model');
    const text = markdownAgent(source, {
      name,
      description: String(description ?? '').trim(),
      model: model ?? 'inherit',
      readonly,
      is_background: background === true || undefined,
    });
    return { text, lost: lostKeys(source, known) };
  },
};
export default format;
