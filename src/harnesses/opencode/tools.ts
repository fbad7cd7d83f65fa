import { linesRead } from '../lines-read.ts';
import { patchedFiles } from '../patched-files.ts';
import type { Call, FileAccess } from '../session-event.ts';
import { type Fields, fieldsOf, nameOf, textOf } from '../values.ts';
import starters from './starters.ts';

/** Tool -> what it does with the file of its `filePath`. */
const ON_FILE: Readonly<Record<string, FileAccess['as']>> = {
  read: 'read',
  edit: 'edit',
  write: 'edit',
  multiedit: 'edit',
  patch: 'edit',
};

/**
 * What a tool's input says.
 *
 * @param touched files that the result of a patch lists
 */
export function toolFacts(
  tool: string,
  input: Fields,
  touched: readonly unknown[],
): Pick<Call, 'files' | 'command' | 'skill' | 'starts'> {
  const as = Object.hasOwn(ON_FILE, tool) ? ON_FILE[tool]! : null;
  const path = textOf(input.filePath);
  if (as && path) return { files: [{ path, as, ...(as === 'read' && linesRead(input)) }] };
  if (tool === 'apply_patch' || tool === 'patch') {
    const listed = touched.flatMap((file) => textOf(fieldsOf(file)?.filePath) ?? []);
    const named = patchedFiles(textOf(input.patchText) ?? '');
    const files = listed.length > 0 ? listed.map((file) => ({ path: file, as: 'edit' as const })) : named;
    return files.length > 0 ? { files } : {};
  }
  const command = tool === 'bash' ? textOf(input.command) : null;
  const skill = tool === 'skill' ? nameOf(input.name) : null;
  const starts = starters.includes(tool) ? nameOf(input.subagent_type) : null;
  return { ...(command ? { command } : {}), ...(skill ? { skill } : {}), ...(starts ? { starts } : {}) };
}
