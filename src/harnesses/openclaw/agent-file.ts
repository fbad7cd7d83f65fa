import { type AgentFormat, bodyOf, lostKeys } from '../agent-format.ts';
import { addMark } from '../mark.ts';

/**
 * OpenClaw has no agent files: an agent is a workspace, a folder with its AGENTS.md, that the user adds to his own
 * configuration (https://docs.openclaw.ai/concepts/agent-workspace). What else belongs to an agent stands there.
 */
const format: AgentFormat = {
  name: 'openclaw',
  title: 'OpenClaw',
  folder: '.openclaw/agents',
  ending: '/AGENTS.md',
  note: 'OpenClaw reads a workspace once it is added:\nopenclaw agents add NAME --workspace .openclaw/agents/NAME',
  write: (source) => {
    const { name, description } = source.data;
    const text = `# ${String(name)}\n\n${String(description ?? '').trim()}\n\n${bodyOf(source)}\n`;
    return {
      text: addMark(text, source.path, source.hash, 'html'),
      lost: lostKeys(source, new Set(['name', 'description'])),
    };
  },
};
export default format;
