import { linesRead } from '../lines-read.ts';
import { printedIds } from '../printed-ids.ts';
import type { Call, Result, SessionEvent } from '../session-event.ts';
import { type Fields, fieldsIn, jsonText, textOf } from '../values.ts';
import starters from './starters.ts';

const READS = new Set(['read_file', 'read_many_files']);
const EDITS = new Set(['write_file', 'replace', 'edit']);
const SKILL_FILE = /[\\/]skills[\\/](?:.*[\\/])?([\w.-]{1,64})[\\/]SKILL\.md$/;

function factsOf(tool: string, args: Fields): Pick<Call, 'files' | 'command' | 'skill' | 'starts'> {
  const path = textOf(args.file_path) ?? textOf(args.absolute_path);
  if (path !== null && READS.has(tool)) {
    const skill = SKILL_FILE.exec(path)?.[1];
    return { files: [{ path, as: 'read', ...linesRead(args) }], ...(skill === undefined ? {} : { skill }) };
  }
  if (path !== null && EDITS.has(tool)) return { files: [{ path, as: 'edit' }] };
  const command = tool === 'run_shell_command' ? textOf(args.command) : null;
  if (command !== null) return { command };
  const skill = tool === 'activate_skill' ? textOf(args.name) : null;
  if (skill !== null) return { skill };
  const starts = starters.includes(tool) ? (textOf(args.agent_name) ?? textOf(args.agentName)) : null;
  return starts === null ? {} : { starts };
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
  const call = fieldsIn(raw);
  const id = textOf(call.id);
  if (id === null) return;
  const tool = textOf(call.name) ?? '?';
  out.push({ kind: 'call', session, at, id, reply, tool, ...factsOf(tool, fieldsIn(call.args)) });
  const status = textOf(call.status) ?? '';
  if (!Object.hasOwn(ENDS, status)) return;
  const result: Result = { kind: 'result', session, at: null, id, ...ENDS[status]! };
  const agent = textOf(call.agentId);
  if (agent !== null && /^[\w-]{1,64}$/.test(agent)) result.child = `${session}/${agent}`;
  const printed = printedIds(jsonText(call.result)).slice(0, 100);
  if (printed.length > 0) result.printed = printed;
  out.push(result);
}
