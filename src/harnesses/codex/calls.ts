import { isAbsolute, join } from 'node:path';
import { linesPrinted } from '../lines-read.ts';
import { patchedFiles } from '../patched-files.ts';
import type { Call, FileAccess } from '../session-event.ts';
import { type Fields, fieldsIn, listOf, parseJson, textOf } from '../values.ts';
import starters from './starters.ts';

/** What a call says of itself; null for an item that is none. Web searches have no id and are not told. */
export type Told = Pick<Call, 'id' | 'tool' | 'command' | 'skill' | 'starts'> & { patched: FileAccess[] };

export function callOf(kind: string, item: Fields): Told | null {
  const id = textOf(item.call_id) ?? textOf(item.id);
  if (id === null || !['function_call', 'custom_tool_call', 'local_shell_call'].includes(kind)) return null;
  const tool = kind === 'local_shell_call' ? 'local_shell' : (textOf(item.name) ?? '?');
  const given = kind === 'local_shell_call' ? fieldsIn(item.action) : argumentsOf(item.arguments);
  const command = commandOf(given.cmd ?? given.command);
  const skill = command && SKILL.exec(command)?.[1];
  const starts = starters.includes(tool) ? textOf(given.agent_type) : null;
  const patch = tool === 'apply_patch' ? (textOf(item.input) ?? textOf(given.input)) : null;
  return {
    id,
    tool,
    command: command || undefined,
    skill: skill || undefined,
    starts: starts ?? undefined,
    patched: patch === null ? [] : patchedFiles(patch),
  };
}

/** A skill is used by reading its file. */
const SKILL = /skills[\\/]([\w.-]{1,64})[\\/]SKILL\.md/;

const argumentsOf = (value: unknown): Fields => fieldsIn(typeof value === 'string' ? parseJson(value) : value);

/** A line for a shell: as it is, or the last word of `["bash", "-lc", "…"]`. */
function commandOf(value: unknown): string | null {
  if (typeof value === 'string') return value === '' ? null : value;
  const words = listOf(value).filter((word) => typeof word === 'string');
  if (words.length === 3 && /^-\w*c$/.test(words[1]!)) return words[2]!;
  return words.length === 0 ? null : words.join(' ');
}

/** Files that an end event names: those changed by a patch, those that a command was seen to read. */
export function filesOf(kind: string, payload: Fields): FileAccess[] {
  if (kind === 'patch_apply_end') {
    return payload.success === false
      ? []
      : Object.keys(fieldsIn(payload.changes)).map((path) => ({ path, as: 'edit' }));
  }
  const cwd = textOf(payload.cwd);
  return listOf(payload.parsed_cmd).flatMap((part): FileAccess[] => {
    const { type, path, cmd } = fieldsIn(part);
    if (type !== 'read' || typeof path !== 'string' || path === '') return [];
    return [
      { path: cwd && !isAbsolute(path) ? join(cwd, path) : path, as: 'read', ...linesPrinted(textOf(cmd) ?? '') },
    ];
  });
}
