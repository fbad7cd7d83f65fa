import { linesRead } from '../lines-read.ts';
import { patchedFiles } from '../patched-files.ts';
import type { Call, FileAccess } from '../session-event.ts';
import { type Fields, nameOf, textOf } from '../values.ts';

const ON_FILE: Readonly<Record<string, FileAccess['as']>> = { read: 'read', edit: 'edit', write: 'edit' };

/** What a tool's arguments say. */
export function toolFacts(tool: string, input: Fields): Pick<Call, 'files' | 'command' | 'starts'> {
  const path = textOf(input.path) ?? textOf(input.file_path);
  if (Object.hasOwn(ON_FILE, tool) && path) {
    const as = ON_FILE[tool]!;
    return { files: [{ path, as, ...(as === 'read' && linesRead(input)) }] };
  }
  if (tool === 'apply_patch') {
    const files = patchedFiles(textOf(input.input) ?? '');
    return files.length > 0 ? { files } : {};
  }
  const command = tool === 'exec' || tool === 'bash' ? textOf(input.command) : null;
  const starts = tool === 'sessions_spawn' ? nameOf(input.agentId) : null;
  return { ...(command ? { command } : {}), ...(starts ? { starts } : {}) };
}
