import { linesRead } from '../lines-read.ts';
import { patchedFiles } from '../patched-files.ts';
import type { Call, FileAccess } from '../session-event.ts';
import { type Fields, nameOf, textOf } from '../values.ts';

/** Tools of the agent (`Read`) and of the editor (`read_file_v2`) that touch one file. */
const ON_FILE: Readonly<Record<string, FileAccess['as']>> = {
  read: 'read',
  read_file: 'read',
  write: 'edit',
  strreplace: 'edit',
  editnotebook: 'edit',
  delete: 'edit',
  edit_file: 'edit',
  search_replace: 'edit',
  edit_notebook: 'edit',
  delete_file: 'edit',
  write_file: 'edit',
};
const SHELL = new Set(['shell', 'run_terminal_cmd', 'run_terminal_command']);
const PATHS = ['path', 'target_file', 'file_path', 'targetFile', 'relativeWorkspacePath', 'target_notebook'];

/**
 * What a tool's input says.
 *
 * @param input fields, or the one text of `ApplyPatch`
 */
export function toolFacts(tool: string, input: Fields | string): Pick<Call, 'files' | 'command' | 'starts'> {
  const name = tool.toLowerCase().replace(/_v\d+$/, '');
  if (typeof input === 'string') {
    const files = patchedFiles(input);
    return files.length > 0 ? { files } : {};
  }
  const path = PATHS.map((key) => textOf(input[key])).find((value) => value !== null);
  if (Object.hasOwn(ON_FILE, name) && path) {
    const as = ON_FILE[name]!;
    return { files: [{ path, as, ...(as === 'read' && linesRead(input)) }] };
  }
  const command = SHELL.has(name) ? textOf(input.command) : null;
  const starts = name === 'task' ? nameOf(input.subagent_type ?? input.subagentType) : null;
  return { ...(command ? { command } : {}), ...(starts ? { starts } : {}) };
}
