import { linesRead } from '../lines-read.ts';
import { patchedFiles } from '../patched-files.ts';
import { printedIds } from '../printed-ids.ts';
import type { Call, FileAccess, Result } from '../session-event.ts';
import { type Fields, fieldsIn, listOf, textOf } from '../values.ts';

const READS = new Set(['view', 'read', 'read_file', 'show_file']);
const EDITS = new Set(['edit', 'create', 'write', 'write_file', 'str_replace', 'insert', 'multi_edit']);

/** What `tool.execution_start` tells of a call. */
export function callOf(data: Fields): Pick<Call, 'tool' | 'files' | 'command' | 'skill' | 'starts'> {
  const tool = textOf(data.toolName) ?? '?';
  const given = fieldsIn(data.arguments);
  const files = filesOf(tool, data.arguments, given);
  const [command, skill] = [textOf(given.command), tool === 'skill' ? textOf(given.skill) : null];
  const starts = tool === 'task' ? textOf(given.agent_type) : null;
  return {
    tool,
    ...(files.length > 0 && { files }),
    ...(command && tool !== 'str_replace_editor' && { command }),
    ...(skill && { skill }),
    ...(starts && { starts }),
  };
}

function filesOf(tool: string, raw: unknown, given: Fields): FileAccess[] {
  if (tool === 'apply_patch') return patchedFiles(textOf(raw) ?? textOf(given.input) ?? textOf(given.patch) ?? '');
  const path = textOf(given.path) ?? textOf(given.file_path) ?? textOf(given.filePath);
  const reads = READS.has(tool) || (tool === 'str_replace_editor' && given.command === 'view');
  const edits = EDITS.has(tool) || (tool === 'str_replace_editor' && !reads);
  if (!path) return [];
  if (reads) return [{ path, as: 'read', ...linesRead(given) }];
  return edits ? [{ path, as: 'edit' }] : [];
}

/** Of `tool.execution_complete`. A command that failed is no error here: its exit code stands in the text only. */
export function outcomeOf(data: Fields): Pick<Result, 'error' | 'rejected' | 'printed'> {
  const { success } = data;
  const printed = printedIds(textOf(fieldsIn(data.result).content) ?? '');
  return {
    error: typeof success === 'boolean' ? !success : null,
    ...(fieldsIn(data.error).code === 'rejected' && { rejected: true }),
    ...(printed.length > 0 && { printed }),
  };
}

/** Ids of the calls that a reply asks for. */
export const requestedBy = (data: Fields): string[] =>
  listOf(data.toolRequests).flatMap((request) => textOf(fieldsIn(request).toolCallId) ?? []);
