import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { quoted } from '../harnesses/files-in.ts';
import { GOOSE, OPENCODE } from '../harnesses/schemas.ts';
import { lines } from '../harnesses/written.ts';
import { databaseAfter } from '../store/make-database.ts';

/** Puts a secret into each text of a value, but for keys that hold ids, times and kinds. */
export type Plant = <T>(value: T) => T;

/** Where the sessions work, and a number that makes their ids their own. */
interface Place {
  root: string;
  n: number;
}

const T = Date.UTC(2026, 10, 20, 9);
const time = (second: number): string => new Date(T + second * 1000).toISOString();
const uuid = ({ n }: Place): string => `0a0a0a0a-0000-4000-8000-${String(n).padStart(12, '0')}`;

type Written = Record<string, string | Buffer>;

function claude(at: Place, p: Plant): Written {
  const id = uuid(at);
  const of = { sessionId: id, cwd: at.root, isSidechain: false };
  const line = (second: number, type: string, more: object) => ({
    ...p({ version: '2.1.328', gitBranch: 'main' }),
    ...of,
    ...{ type, uuid: `u${second}-${at.n}`, parentUuid: null, timestamp: time(second), ...more },
  });
  const use = (n: number, name: string, input: object) => ({
    type: 'tool_use',
    id: `t${n}-${at.n}`,
    ...p({ name, input }),
  });
  const usage = { input_tokens: 10, output_tokens: 5, cache_read_input_tokens: 3, cache_creation_input_tokens: 2 };
  return {
    [`projects/x/${id}.jsonl`]: lines([
      line(0, 'user', { message: { role: 'user', content: p('no, that is wrong') } }),
      line(1, 'assistant', {
        requestId: `r${at.n}`,
        message: {
          ...{
            id: `m${at.n}`,
            role: 'assistant',
            usage,
            stop_reason: 'tool_use',
            ...p({ model: 'claude-sonnet-4-5' }),
          },
          content: [
            { type: 'text', text: p('ok') },
            use(1, 'Read', { file_path: `${at.root}/src/a.ts` }),
            use(2, 'Edit', { file_path: `${at.root}/src/a.ts`, old_string: 'a', new_string: 'b' }),
            use(3, 'Bash', { command: 'npm test', description: 'run' }),
            use(4, 'Skill', { skill: 'review', args: 'x' }),
            use(5, 'Task', { subagent_type: 'explorer', prompt: 'look', description: 'look' }),
          ],
        },
      }),
      line(2, 'user', {
        message: {
          role: 'user',
          content: [{ type: 'tool_result', tool_use_id: `t1-${at.n}`, is_error: true, content: p('no') }],
        },
        toolUseResult: p({ stdout: 'a', stderr: 'b', filePath: `${at.root}/src/b.ts` }),
      }),
      line(3, 'attachment', {
        attachment: { type: 'nested_memory', ...p({ path: `${at.root}/docs/RULES.md`, content: 'x' }) },
      }),
      line(4, 'system', { subtype: 'informational', content: p('x') }),
      line(5, p('odd'), {}),
      { type: 'summary', leafUuid: `u5-${at.n}`, summary: p('it was done') },
    ]),
  };
}

function codex(at: Place, p: Plant): Written {
  const id = uuid(at);
  const line = (second: number, type: string, payload: object) => ({ timestamp: time(second), type, payload });
  const call = (n: number, name: string, args: object) =>
    line(3, 'response_item', {
      type: 'function_call',
      call_id: `c${n}-${at.n}`,
      ...p({ name }),
      arguments: JSON.stringify(p(args)),
    });
  const used = {
    input_tokens: 100,
    cached_input_tokens: 50,
    output_tokens: 10,
    reasoning_output_tokens: 2,
    total_tokens: 110,
  };
  const git = { ...p({ branch: 'main', repository_url: 'https://github.com/o/app.git' }), commit_hash: 'c0ffee' };
  return {
    [`sessions/2026/11/20/rollout-2026-11-20T09-00-00-${id}.jsonl`]: lines([
      line(0, 'session_meta', {
        id,
        cwd: at.root,
        ...p({ cli_version: '0.145.0', originator: 'x', instructions: 'be kind' }),
        source: 'cli',
        git,
      }),
      line(1, 'event_msg', { type: 'task_started', turn_id: `t${at.n}` }),
      line(1, 'turn_context', { turn_id: `t${at.n}`, cwd: at.root, ...p({ model: 'gpt-5', summary: 'auto' }) }),
      line(2, 'event_msg', { type: 'user_message', message: p('no, that is wrong') }),
      call(1, 'shell', { command: ['bash', '-lc', 'npm test'] }),
      call(2, 'exec_command', { cmd: 'cat src/a.ts', workdir: 'src' }),
      line(3, 'response_item', {
        type: 'custom_tool_call',
        call_id: `c3-${at.n}`,
        ...p({ name: 'apply_patch' }),
        input: p('*** Begin Patch\n*** Add File: src/new.ts\n+x\n*** End Patch'),
      }),
      line(4, 'response_item', { type: 'function_call_output', call_id: `c1-${at.n}`, output: p('boom') }),
      line(4, 'event_msg', {
        type: 'token_count',
        info: { total_token_usage: used, last_token_usage: used, model_context_window: 1000 },
      }),
      line(5, 'event_msg', { type: 'agent_message', message: p('done') }),
      line(5, p('odd'), {}),
      line(6, 'event_msg', { type: 'task_complete', turn_id: `t${at.n}`, last_agent_message: p('done') }),
    ]),
  };
}

function copilot(at: Place, p: Plant): Written {
  const id = uuid(at);
  let n = 0;
  const line = (type: string, data: object) => ({ type, data, id: `e${++n}`, timestamp: time(n), parentId: null });
  const start = { sessionId: id, ...p({ copilotVersion: '1.0.78', selectedModel: 'gpt-5' }) };
  const context = { cwd: at.root, ...p({ branch: 'main', repository: 'o/app', repositoryHost: 'github.com' }) };
  const used = { inputTokens: 100, cacheReadTokens: 10, cacheWriteTokens: 5, outputTokens: 7, reasoningTokens: 1 };
  const began = (toolCallId: string, toolName: string, args: object) =>
    line('tool.execution_start', { toolCallId, ...p({ toolName, arguments: args }) });
  return {
    [`session-state/${id}/events.jsonl`]: lines([
      line('session.start', { ...start, context }),
      line('user.message', { content: p('no, that is wrong'), transformedContent: p('x') }),
      line('assistant.message', {
        messageId: `m${at.n}`,
        outputTokens: 7,
        ...p({ model: 'gpt-5', content: 'ok' }),
        toolRequests: [{ toolCallId: `a${at.n}`, ...p({ name: 'bash' }) }],
      }),
      began(`a${at.n}`, 'bash', { command: 'npm test', description: 'run' }),
      began(`b${at.n}`, 'edit', { path: `${at.root}/src/a.ts`, old_str: 'a', new_str: 'b' }),
      line('tool.execution_complete', {
        toolCallId: `a${at.n}`,
        success: false,
        ...p({ error: { message: 'boom' }, result: { content: 'x' } }),
      }),
      line('skill.invoked', p({ name: 'review', path: 'x', content: 'y' })),
      line('subagent.started', { toolCallId: `c${at.n}`, ...p({ agentName: 'scout', agentDisplayName: 'Scout' }) }),
      line(`session.${p('odd')}`, {}),
      line('session.shutdown', {
        shutdownType: 'routine',
        modelMetrics: { [p('gpt-5')]: { requests: { count: 1, cost: 1 }, usage: used } },
      }),
    ]),
  };
}

function copilotVscode(at: Place, p: Plant): Written {
  const id = uuid(at);
  const uri = (path: string) => ({
    $mid: 1,
    scheme: 'file',
    ...p({ fsPath: path, external: pathToFileURL(path).href, path }),
  });
  const tool = (toolCallId: string, toolId: string, more: object) => ({
    ...{ kind: 'toolInvocationSerialized', toolCallId, isComplete: true, isConfirmed: { type: 1 } },
    ...p({ toolId, invocationMessage: { value: 'x' }, pastTenseMessage: { value: 'y' } }),
    ...more,
  });
  const request = {
    ...{ requestId: `q${at.n}`, responseId: `r${at.n}`, timestamp: T + 60_000, ...p({ modelId: 'copilot/gpt-5' }) },
    message: { text: p('no, that is wrong'), parts: [] },
    response: [
      { value: p('ok') },
      tool(`t${at.n}`, 'run_in_terminal', {
        toolSpecificData: { kind: 'terminal', ...p({ language: 'sh', commandLine: { original: 'npm test' } }) },
      }),
      tool(`s${at.n}`, 'runSubagent', {
        toolSpecificData: { kind: 'subagent', ...p({ agentName: 'scout', prompt: 'look', result: 'found' }) },
      }),
      { kind: 'textEditGroup', uri: uri(`${at.root}/src/a.ts`), edits: [[{ text: p('b') }]] },
      { kind: p('odd') },
    ],
    result: {
      timings: { firstProgress: 1, totalElapsed: 5000 },
      metadata: { promptTokens: 50, outputTokens: 5, ...p({ resolvedModel: 'gpt-5' }) },
    },
    agent: { id: 'github.copilot.editsAgent', ...p({ extensionVersion: '0.31.5' }) },
  };
  const chat = {
    version: 3,
    ...p({ responderUsername: 'GitHub Copilot' }),
    sessionId: id,
    creationDate: T,
    requests: [request],
  };
  return {
    'workspaceStorage/abc/workspace.json': JSON.stringify({ folder: pathToFileURL(at.root).href }),
    [`workspaceStorage/abc/chatSessions/${id}.json`]: JSON.stringify(chat),
  };
}

function gemini(at: Place, p: Plant): Written {
  const projectHash = createHash('sha256').update(at.root).digest('hex');
  const call = (id: string, name: string, args: object) => ({
    ...{ id, status: 'error', timestamp: time(3), ...p({ name, args, displayName: 'x', description: 'y' }) },
    result: [{ functionResponse: { id, ...p({ name, response: { error: 'boom' } }) } }],
  });
  const tokens = { input: 100, output: 10, cached: 60, thoughts: 5, tool: 0, total: 115 };
  return {
    'tmp/x/.project_root': at.root,
    [`tmp/x/chats/session-2026-11-20T09-00-${at.n}.jsonl`]: lines([
      {
        sessionId: uuid(at),
        projectHash,
        startTime: time(0),
        lastUpdated: time(0),
        kind: 'main',
        ...p({ summary: 's' }),
      },
      { id: `u${at.n}`, timestamp: time(1), type: 'user', content: p([{ text: 'no, that is wrong' }]) },
      {
        ...{
          id: `g${at.n}`,
          timestamp: time(3),
          type: 'gemini',
          tokens,
          ...p({ content: 'ok', model: 'gemini-2.5-pro', thoughts: [{ subject: 'a', description: 'b' }] }),
        },
        toolCalls: [
          call(`c1-${at.n}`, 'run_shell_command', { command: 'npm test' }),
          call(`c2-${at.n}`, 'replace', { file_path: `${at.root}/src/a.ts` }),
        ],
      },
      { id: `e${at.n}`, timestamp: time(4), type: 'error', content: p('boom') },
      { id: `o${at.n}`, timestamp: time(5), type: p('odd') },
    ]),
  };
}

function openclaw(at: Place, p: Plant): Written {
  const line = (id: string, second: number, message: object) => ({
    type: 'message',
    id,
    parentId: null,
    timestamp: time(second),
    message,
  });
  const call = (id: string, name: string, args: object) => ({ type: 'toolCall', id, ...p({ name, arguments: args }) });
  const usage = { input: 10, output: 20, cacheRead: 100, cacheWrite: 7, totalTokens: 137, cost: { total: 0.25 } };
  return {
    [`agents/main/sessions/${uuid(at)}.jsonl`]: lines([
      { type: 'session', version: 3, id: uuid(at), timestamp: time(0), cwd: at.root },
      line(`a${at.n}`, 1, { role: 'user', content: [{ type: 'text', text: p('no, that is wrong') }] }),
      line(`b${at.n}`, 2, {
        ...{
          role: 'assistant',
          usage,
          stopReason: 'toolUse',
          ...p({ provider: 'anthropic', model: 'claude-sonnet-4' }),
        },
        content: [
          call(`c1-${at.n}`, 'exec', { command: 'npm test' }),
          call(`c2-${at.n}`, 'edit', { path: `${at.root}/src/a.ts` }),
        ],
      }),
      line(`c${at.n}`, 3, {
        role: 'toolResult',
        toolCallId: `c1-${at.n}`,
        isError: true,
        content: p([{ text: 'boom' }]),
        details: { exitCode: 1, ...p({ cwd: 'x' }) },
      }),
      { type: p('odd'), id: 'z', timestamp: time(4) },
    ]),
  };
}

async function opencode(at: Place, p: Plant): Promise<Written> {
  const [session, created] = [`ses_${at.n}`, T];
  const message = (id: string, data: object) =>
    `INSERT INTO message VALUES ('${id}', '${session}', ${created}, 0, ${quoted(data)})`;
  const part = (id: string, data: object) => `INSERT INTO part VALUES ('${id}', 'm2_${at.n}', '', 0, ${quoted(data)})`;
  const tool = (id: string, name: string, input: object) =>
    part(id, {
      type: 'tool',
      callID: id,
      ...p({ tool: name }),
      state: { status: 'error', ...p({ input, error: 'boom', title: 't' }), time: { start: T, end: T + 42 } },
    });
  const tokens = { input: 10, output: 20, reasoning: 5, cache: { read: 100, write: 7 } };
  const who = p({ version: '1.18.13', agent: 'build' });
  return {
    'opencode.db': await databaseAfter([
      ...OPENCODE,
      `INSERT INTO session (id, directory, version, agent, time_created) VALUES ('${session}', ${quoted(at.root)}, ${quoted(who.version)}, ${quoted(who.agent)}, ${T})`,
      message(`m1_${at.n}`, { role: 'user', time: { created }, ...p({ agent: 'build' }) }),
      message(`m2_${at.n}`, {
        role: 'assistant',
        parentID: `m1_${at.n}`,
        ...p({ modelID: 'claude-sonnet-4', providerID: 'anthropic', mode: 'build' }),
        cost: 0.25,
        tokens,
        time: { created: T + 1000, completed: T + 1500 },
        error: p({ name: 'APIError', data: { message: 'boom' } }),
      }),
      `INSERT INTO part VALUES ('p0', 'm1_${at.n}', '', 0, ${quoted({ type: 'text', text: p('no, that is wrong') })})`,
      tool(`t1_${at.n}`, 'bash', { command: 'npm test' }),
      tool(`t2_${at.n}`, 'edit', { filePath: `${at.root}/src/a.ts` }),
      part('p3', { type: p('odd') }),
    ]),
  };
}

async function goose(at: Place, p: Plant): Promise<Written> {
  const id = `20261120_${at.n}`;
  const said = (role: string, content: object[], second: number) =>
    `INSERT INTO messages (id, message_id, session_id, role, content_json, created_timestamp, metadata_json) VALUES (${at.n * 10 + second}, 'x${second}', '${id}', '${role}', ${quoted(content)}, ${T / 1000 + second}, '{}')`;
  const call = (of: string, name: string, args: object) => ({
    type: 'toolRequest',
    id: of,
    toolCall: { status: 'success', value: p({ name, arguments: args }) },
  });
  return {
    'sessions.db': await databaseAfter([
      ...GOOSE,
      `INSERT INTO sessions (id, working_dir, created_at, accumulated_input_tokens, accumulated_output_tokens, model_config_json) VALUES ('${id}', ${quoted(at.root)}, '2026-11-20 09:00:00', 100, 20, ${quoted(p({ model_name: 'gpt-5' }))})`,
      said('user', [{ type: 'text', text: p(`no, that is wrong ${at.n}`) }], 1),
      said(
        'assistant',
        [
          call(`a${at.n}`, 'developer__shell', { command: 'npm test' }),
          call(`b${at.n}`, 'developer__text_editor', { command: 'write', path: `${at.root}/src/a.ts`, file_text: 'x' }),
        ],
        2,
      ),
      said('user', [{ type: 'toolResponse', id: `a${at.n}`, toolResult: { status: 'error', error: p('boom') } }], 3),
      said('assistant', [{ type: p('odd') }], 4),
    ]),
  };
}

async function cursor(at: Place, p: Plant): Promise<Written> {
  const put = (key: string, value: object) => `INSERT INTO cursorDiskKV VALUES ('${key}', ${quoted(value)})`;
  const id = uuid(at);
  const tool = (name: string, args: object) => ({
    ...{
      status: 'error',
      toolCallId: 't',
      ...p({ name }),
      rawArgs: JSON.stringify(p(args)),
      result: JSON.stringify(p({ output: 'boom' })),
    },
  });
  const composer = {
    composerId: id,
    createdAt: T,
    lastUpdatedAt: T + 9000,
    ...p({ name: 'a title' }),
    modelConfig: p({ modelName: 'claude-4-sonnet' }),
  };
  const headers = ['b1', 'b2', 'b3', 'b4'].map((b) => ({ bubbleId: `${b}-${at.n}`, type: 1 }));
  return {
    'User/globalStorage/state.vscdb': await databaseAfter([
      'CREATE TABLE cursorDiskKV (key TEXT UNIQUE ON CONFLICT REPLACE, value BLOB)',
      put(`composerData:${id}`, {
        ...composer,
        fullConversationHeadersOnly: headers,
        workspaceIdentifier: { uri: { fsPath: at.root } },
      }),
      put(`bubbleId:${id}:b1-${at.n}`, {
        bubbleId: `b1-${at.n}`,
        type: 1,
        text: p('no, that is wrong'),
        createdAt: time(1),
      }),
      put(`bubbleId:${id}:b2-${at.n}`, {
        bubbleId: `b2-${at.n}`,
        type: 2,
        text: p('ok'),
        createdAt: time(2),
        tokenCount: { inputTokens: 50, outputTokens: 5 },
        modelInfo: p({ modelName: 'gpt-5' }),
      }),
      put(`bubbleId:${id}:b3-${at.n}`, {
        bubbleId: `b3-${at.n}`,
        type: 2,
        createdAt: time(3),
        toolFormerData: tool('edit_file_v2', { target_file: `${at.root}/src/a.ts` }),
      }),
      put(`bubbleId:${id}:b4-${at.n}`, {
        bubbleId: `b4-${at.n}`,
        type: 2,
        createdAt: time(4),
        toolFormerData: tool('run_terminal_command_v2', { command: 'npm test' }),
      }),
    ]),
  };
}

export const TRANSCRIPTS = {
  claude,
  codex,
  copilot,
  'copilot-vscode': copilotVscode,
  gemini,
  openclaw,
  opencode,
  goose,
  cursor,
};

/** Writes one harness's transcript below a folder. @returns its files */
export async function writeTranscript(
  harness: keyof typeof TRANSCRIPTS,
  folder: string,
  place: Place,
  plant: Plant,
): Promise<string[]> {
  const files = Object.entries(await TRANSCRIPTS[harness](place, plant));
  return files.map(([path, content]) => {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    return file;
  });
}
