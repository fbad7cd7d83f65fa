import { type AgentFormat, bodyOf, isReadOnly, losesModel, lostKeys, modelOf } from '../agent-format.ts';
import { addMark } from '../mark.ts';

const EFFORTS = new Set(['none', 'minimal', 'low', 'medium', 'high', 'xhigh']);

/** A basic string of TOML; JSON writes the same escapes, but for DEL. */
const quoted = (text: string): string => JSON.stringify(text).replaceAll('\x7f', '\\u007f');

/** A text over several lines, as it is where TOML can hold it so. */
function longText(text: string): string {
  const literal = !text.includes("'''") && !text.endsWith("'") && !/[\x00-\x08\x0b-\x1f\x7f]/.test(text);
  if (literal) return `'''\n${text}\n'''`;
  const lines = text.split('\n').map((line) => quoted(line).slice(1, -1));
  return `"""\n${lines.join('\n')}\n"""`;
}

/** One agent a file; only these keys (https://developers.openai.com/codex/subagents). Seen loaded by 0.169.0. */
const format: AgentFormat = {
  name: 'codex',
  title: 'Codex',
  folder: '.codex/agents',
  ending: '.toml',
  write: (source) => {
    const { name, description, effort } = source.data;
    const named = modelOf(source);
    const model = named !== undefined && !/^(?:claude|gemini)/.test(named) ? named : undefined;
    const effortOf = typeof effort === 'string' && EFFORTS.has(effort) ? effort : undefined;
    const readOnly = isReadOnly(source);
    const lines = [
      `name = ${quoted(String(name))}`,
      `description = ${quoted(String(description ?? '').trim())}`,
      ...(model === undefined ? [] : [`model = ${quoted(model)}`]),
      ...(effortOf === undefined ? [] : [`model_reasoning_effort = ${quoted(effortOf)}`]),
      ...(readOnly ? ['sandbox_mode = "read-only"'] : []),
      `developer_instructions = ${longText(bodyOf(source))}`,
    ];
    const known = new Set(['name', 'description', ...(readOnly ? ['tools'] : [])]);
    if (!losesModel(source, model)) known.add('model');
    if (effortOf !== undefined) known.add('effort');
    return { text: addMark(`${lines.join('\n')}\n`, source.path, source.hash, 'hash'), lost: lostKeys(source, known) };
  },
};
export default format;
