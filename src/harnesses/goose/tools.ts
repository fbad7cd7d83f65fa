import { linesRead } from '../lines-read.ts';
import type { Call } from '../session-event.ts';
import { type Fields, nameOf, textOf } from '../values.ts';

/** What a tool's arguments say. Names carry the extension that brings the tool: `developer__shell`; newer ones none. */
export function toolFacts(tool: string, input: Fields): Pick<Call, 'files' | 'command' | 'skill' | 'starts'> {
  const name = tool.split('__').at(-1)!;
  const path = textOf(input.path) ?? textOf(input.file_path);
  const command = name === 'shell' ? textOf(input.command) : null;
  if (command) return { command };
  if (name === 'text_editor' && path && input.command === 'view')
    return { files: [{ path, as: 'read', ...linesRead(input) }] };
  if (name === 'text_editor' && path) return { files: [{ path, as: 'edit' }] };
  if ((name === 'write' || name === 'edit') && path) return { files: [{ path, as: 'edit' }] };
  if ((name === 'read' || name === 'read_image') && path) return { files: [{ path, as: 'read', ...linesRead(input) }] };
  const skill = name === 'load_skill' ? nameOf(input.name) : null;
  const starts = name === 'delegate' ? nameOf(input.source) : null;
  return { ...(skill ? { skill } : {}), ...(starts ? { starts } : {}) };
}
