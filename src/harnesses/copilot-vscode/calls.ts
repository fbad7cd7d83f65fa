import { printedIds } from '../printed-ids.ts';
import type { Call, FileAccess, Result } from '../session-event.ts';
import { countOf, type Fields, fieldsIn, textOf } from '../values.ts';
import { pathOf, pathOfUri } from './uri.ts';

/** What a `toolInvocationSerialized` tells of the call. */
export function callOf(part: Fields): Pick<Call, 'tool' | 'files' | 'command' | 'starts'> {
  const tool = textOf(part.toolId) ?? '?';
  const data = fieldsIn(part.toolSpecificData);
  const line = fieldsIn(data.commandLine);
  const command = textOf(line.userEdited) ?? textOf(line.toolEdited) ?? textOf(line.original) ?? textOf(data.command);
  const files = tool === 'copilot_readFile' ? readBy(part) : [];
  const starts = data.kind === 'subagent' ? textOf(data.agentName) : null;
  return {
    tool,
    ...(files.length > 0 && { files }),
    ...(data.kind === 'terminal' && command && { command }),
    ...(starts && { starts }),
  };
}

/** The message `Read [](file:///…)` has the file's address beside. */
function readBy(part: Fields): FileAccess[] {
  const told = [part.pastTenseMessage, part.invocationMessage].map((message) =>
    Object.keys(fieldsIn(fieldsIn(message).uris)),
  );
  const paths = (told.find((uris) => uris.length > 0) ?? []).map(pathOfUri);
  return paths.flatMap((path) => (path === null ? [] : [{ path, as: 'read' as const }]));
}

/** Files that a `textEditGroup` changes. */
export const editedBy = (part: Fields): FileAccess[] => {
  const path = pathOf(part.uri);
  return path === null ? [] : [{ path, as: 'edit' }];
};

/**
 * How a call went: told only of MCP tools, of commands in newer files, and where a person refused it (`isConfirmed` is
 * `false`, later `{type: 0}`). Null where nothing is told, or the call did not end.
 */
export function outcomeOf(part: Fields): Pick<Result, 'error' | 'rejected' | 'ms' | 'printed'> | null {
  const rejected = part.isConfirmed === false || fieldsIn(part.isConfirmed).type === 0;
  if (part.isComplete !== true && !rejected) return null;
  const details = fieldsIn(part.resultDetails);
  const command = fieldsIn(fieldsIn(part.toolSpecificData).terminalCommandState);
  const output = fieldsIn(fieldsIn(part.toolSpecificData).terminalCommandOutput);
  const ms = countOf(command.duration);
  const printed = printedIds(textOf(output.text) ?? '');
  const failed = details.isError ?? (typeof command.exitCode === 'number' ? command.exitCode !== 0 : undefined);
  return {
    error: rejected ? true : typeof failed === 'boolean' ? failed : null,
    ...(rejected && { rejected }),
    ...(ms !== null && { ms }),
    ...(printed.length > 0 && { printed }),
  };
}
