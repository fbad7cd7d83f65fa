import type { FileAccess } from './session-event.ts';

/** Files named in the patch format that OpenAI's models write (`*** Update File: src/a.ts`), in the order of the patch. */
export const patchedFiles = (patch: string): FileAccess[] =>
  [...patch.matchAll(/^\*\*\* (?:Add File|Update File|Delete File|Move to): (.+?)\r?$/gm)].map(([, path]) => ({
    path: path!,
    as: 'edit',
  }));
