import { type AgentFormat, losesModel, lostKeys, markdownAgent, modelOf, toolsOf } from '../agent-format.ts';

/** Its own names of what Claude Code's definitions allow. */
const TOOLS: Readonly<Record<string, string>> = {
  Read: 'read_file',
  Write: 'write_file',
  Edit: 'replace',
  Bash: 'run_shell_command',
  Grep: 'grep_search',
  Glob: 'glob',
  LS: 'list_directory',
  WebFetch: 'web_fetch',
  WebSearch: 'google_web_search',
  TodoWrite: 'write_todos',
};

/** Source: https://geminicli.com/docs/core/subagents. Names are small letters, digits, `-` and `_` there. */
const format: AgentFormat = {
  name: 'gemini',
  title: 'Gemini CLI',
  folder: '.gemini/agents',
  ending: '.md',
  write: (source) => {
    const { name, description, maxTurns } = source.data;
    const tools = toolsOf(source);
    const own = tools?.map((tool) => TOOLS[tool]);
    // A list that leaves a tool out would keep the agent from working: then it gets none.
    const allowed = own?.every((tool) => tool !== undefined) ? own : undefined;
    const named = modelOf(source);
    const model = named?.startsWith('gemini') ? named : undefined;
    const turns = typeof maxTurns === 'number' ? maxTurns : undefined;
    const known = new Set(['name', 'description']);
    if (tools === null || allowed !== undefined) known.add('tools');
    if (turns !== undefined) known.add('maxTurns');
    if (!losesModel(source, model)) known.add('model');
    const text = markdownAgent(source, {
      name: String(name)
        .toLowerCase()
        .replaceAll(/[^a-z0-9_-]/g, '-'),
      description: String(description ?? '').trim(),
      kind: 'local',
      tools: allowed,
      model,
      max_turns: turns,
    });
    return { text, lost: lostKeys(source, known) };
  },
};
export default format;
