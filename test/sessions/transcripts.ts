import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Repo } from '../repo.ts';

/** One reply of a scripted session: its id, when it came, what it cost. */
export interface Said {
  id: string;
  /** Seconds after the session's start. */
  s: number;
  input?: number;
  output?: number;
  model?: string;
  /** A prompt comes a second before it, so that it begins a turn. */
  asked?: boolean;
  /** Without a stop reason: the tool left the final count out. */
  cut?: boolean;
  /** A tool call of this reply, with its result. */
  tool?: { name: string; input?: object; error?: boolean; childId?: string };
}

export interface Scripted {
  id: string;
  cwd: string;
  /** ISO 8601. */
  start: string;
  said: Said[];
  branch?: string;
}

const MODEL = 'claude-sonnet-4-5-20250929';

const uuid = (text: string): string => {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

/** A session id as Claude Code makes them. */
export const sessionId = uuid;

/** The lines of a Claude Code transcript: a prompt, then replies, each with its usage. */
export function linesOf({ id, cwd, start, said, branch = 'main' }: Scripted): string[] {
  const at = (s: number): string => new Date(Date.parse(start) + s * 1000).toISOString();
  const base = { isSidechain: false, sessionId: id, cwd, version: '2.1.0', gitBranch: branch, userType: 'external' };
  const prompt = (name: string, s: number): object => ({
    ...base,
    type: 'user',
    uuid: uuid(`${id}${name}`),
    parentUuid: null,
    timestamp: at(s),
    message: { role: 'user', content: 'Make the tests pass.' },
  });
  const lines: object[] = [prompt('p', 0)];
  for (const { id: reply, s, input = 100, output = 10, tool, model = MODEL, asked, cut } of said) {
    if (asked) lines.push(prompt(`p${s}`, s - 1));
    const usage = {
      input_tokens: input,
      output_tokens: output,
      cache_read_input_tokens: 0,
      cache_creation_input_tokens: 0,
    };
    const call = `toolu_${reply}`;
    const content = tool
      ? [{ type: 'tool_use', id: call, name: tool.name, input: tool.input ?? {} }]
      : [{ type: 'text', text: 'Done.' }];
    lines.push({
      ...base,
      type: 'assistant',
      uuid: uuid(`${id}${reply}`),
      parentUuid: null,
      timestamp: at(s),
      requestId: `req_${reply}`,
      message: {
        id: reply,
        type: 'message',
        role: 'assistant',
        model,
        content,
        stop_reason: cut ? null : tool ? 'tool_use' : 'end_turn',
        usage,
      },
    });
    if (!tool) continue;
    lines.push({
      ...base,
      type: 'user',
      uuid: uuid(`${id}${reply}r`),
      parentUuid: null,
      timestamp: at(s + 1),
      message: {
        role: 'user',
        content: [{ type: 'tool_result', tool_use_id: call, is_error: tool.error ?? false, content: 'ok' }],
      },
      ...(tool.childId ? { toolUseResult: { agentId: tool.childId, status: 'completed' } } : {}),
    });
  }
  return lines.map((line) => JSON.stringify(line));
}

/** A reply id long enough to be unique everywhere. */
export const replyId = (name: string): string =>
  `msg_01${createHash('sha256').update(name).digest('hex').slice(0, 22)}`;

export const transcriptPath = (at: Repo, id: string, folder = '-srv-shop'): string =>
  join(at.home, '.claude', 'projects', folder, `${id}.jsonl`);

/** Writes a session where Claude Code keeps its own; the file's path. */
export function putSession(at: Repo, session: Scripted, folder?: string): string {
  const path = transcriptPath(at, session.id, folder);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${linesOf(session).join('\n')}\n`);
  return path;
}

/** Writes a subagent's transcript below its session's, with its name where a file beside it says so; the file's path. */
export function putSubagent(at: Repo, session: Scripted, agentId: string, name: string | null): string {
  const path = join(transcriptPath(at, session.id).replace(/\.jsonl$/, ''), 'subagents', `agent-${agentId}.jsonl`);
  mkdirSync(dirname(path), { recursive: true });
  const lines = linesOf(session).map((line) => JSON.stringify({ ...JSON.parse(line), isSidechain: true, agentId }));
  writeFileSync(path, `${lines.join('\n')}\n`);
  if (name !== null) writeFileSync(path.replace('.jsonl', '.meta.json'), JSON.stringify({ agentType: name }));
  return path;
}

/** All files below a folder with their content, but for caches that hold times or inodes. */
export function bytesBelow(
  folder: string,
  skip: RegExp = /(^|\/)(state|sync|locks|tmp|cache)(\/|$)|\.tmp$/,
): Record<string, string> {
  const found: Record<string, string> = {};
  const visit = (at: string, below: string): void => {
    for (const name of readdirSync(at).sort()) {
      const [path, inside] = [join(at, name), below === '' ? name : `${below}/${name}`];
      if (skip.test(inside)) continue;
      if (statSync(path).isDirectory()) visit(path, inside);
      else found[inside] = readFileSync(path, 'latin1');
    }
  };
  visit(folder, '');
  return found;
}

/** The lines of one of a project's logs, parsed; none where it is missing. */
export function logOf(at: Repo, path: string): any[] {
  try {
    return at
      .read(path)
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
  } catch {
    return [];
  }
}

/** Execution records of all agents, folded, by agent. */
export function recordsOf(at: Repo, env: Record<string, string> = {}, cwd = at.root): any[] {
  const { agents } = at.ka(['metrics', 'list', '--json'], { env, cwd }).json();
  return agents.flatMap(({ agent }: { agent: string }) =>
    at
      .ka(['metrics', 'export', agent], { env, cwd })
      .out.split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line)),
  );
}
