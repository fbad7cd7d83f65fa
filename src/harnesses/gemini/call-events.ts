import { type Fields, fieldsOf, textOf } from '../fields.ts';
import type { Call, Result, SessionEvent } from '../session-event.ts';

const READS = new Set(['read_file', 'read_many_files']);
const EDITS = new Set(['write_file', 'replace', 'edit']);
const STARTS = new Set(['invoke_agent', 'delegate_to_agent']);
const SKILL_FILE = /[\\/]skills[\\/](?:.*[\\/])?([\w.-]{1,64})[\\/]SKILL\.md$/;

function factsOf(tool: string, args: Fields): Pick<Call, 'files' | 'command' | 'skill' | 'starts'> {
  const path = textOf(args.file_path) ?? textOf(args.absolute_path);
  if (path !== undefined && READS.has(tool)) {
    const skill = SKILL_FILE.exec(path)?.[1];
    return { files: [{ path, as: 'read' }], ...(skill === undefined ? {} : { skill }) };
  }
  if (path !== undefined && EDITS.has(tool)) return { files: [{ path, as: 'edit' }] };
  const command = tool === 'run_shell_command' ? textOf(args.command) : undefined;
  if (command !== undefined) return { command };
  const skill = tool === 'activate_skill' ? textOf(args.name) : undefined;
  if (skill !== undefined) return { skill };
  const starts = STARTS.has(tool) ? (textOf(args.agent_name) ?? textOf(args.agentName)) : undefined;
  return starts === undefined ? {} : { starts };
}

/** Only these ends are results; a call that waits or runs has none yet. A shell command with exit 1 is a success here. */
const ENDS: Readonly<Record<string, Pick<Result, 'error' | 'rejected'>>> = {
  success: { error: false },
  error: { error: true },
  cancelled: { error: null, rejected: true },
};

/**
 * A tool call of a reply, and its result. One time is noted for both, by old versions that of the reply, so that no
 * duration can be told.
 */
export function callEvents(session: string, reply: string, at: number | null, raw: unknown, out: SessionEvent[]): void {
  const call = fieldsOf(raw);
  const id = textOf(call.id);
  if (id === undefined) return;
  const tool = textOf(call.name) ?? '?';
  out.push({ kind: 'call', session, at, id, reply, tool, ...factsOf(tool, fieldsOf(call.args)) });
  const status = textOf(call.status) ?? '';
  if (!Object.hasOwn(ENDS, status)) return;
  const result: Result = { kind: 'result', session, at: null, id, ...ENDS[status]! };
  const agent = textOf(call.agentId);
  if (agent !== undefined && /^[\w-]{1,64}$/.test(agent)) result.child = `${session}/${agent}`;
  const printed = printedIds(call.result);
  if (printed.length > 0) result.printed = printed;
  out.push(result);
}

function printedIds(result: unknown): string[] {
  if (typeof result !== 'object' || result === null) return [];
  const json = JSON.stringify(result);
  return json.includes('x_') ? [...new Set(json.match(/\bx_[0-9a-f]{20}\b/g))].slice(0, 100) : [];
}
