import type { Call, FileAccess } from '../session-event.ts';
import { type Fields, nameOf, textOf } from '../values.ts';

const ON_FILE: Readonly<Record<string, FileAccess['as']>> = { read: 'read', edit: 'edit', write: 'edit' };
const PATCHED = /^\*\*\* (?:Add|Update|Delete) File: (.+)$/gm;

/** What a tool's arguments say. */
export function toolFacts(tool: string, input: Fields): Pick<Call, 'files' | 'command' | 'starts'> {
  const path = textOf(input.path) ?? textOf(input.file_path);
  if (Object.hasOwn(ON_FILE, tool) && path) return { files: [{ path, as: ON_FILE[tool]! }] };
  if (tool === 'apply_patch') {
    const paths = [...(textOf(input.input) ?? '').matchAll(PATCHED)].map((found) => found[1]!.trim());
    return paths.length > 0 ? { files: paths.map((file) => ({ path: file, as: 'edit' as const })) } : {};
  }
  const command = tool === 'exec' || tool === 'bash' ? textOf(input.command) : null;
  const starts = tool === 'sessions_spawn' ? nameOf(input.agentId) : null;
  return { ...(command ? { command } : {}), ...(starts ? { starts } : {}) };
}
