import { dirname, resolve } from 'node:path';
import { KaError } from '../../lib/errors.ts';
import { exactText } from '../../memory/file.ts';
import { mergeMemory } from '../../memory/merge.ts';
import { replaceFile } from '../../store/files.ts';
import { mergeText } from '../../store/git/merge-text.ts';
import { defineCommand } from '../contract.ts';

export default defineCommand<{ base: string; ours: string; theirs: string }>({
  summary: 'merge two versions of a memory by entry, for git',
  description:
    'What ka init sets as the merge driver of memories. Entries that either branch added are kept, each under its heading; what else changed is merged by line. Exit code 2, nothing written, where that conflicts.',
  positional: ['base', 'ours', 'theirs'],
  required: ['base', 'ours', 'theirs'],
  input: {
    base: { type: 'string', description: 'file with the version that both began with' },
    ours: { type: 'string', description: 'file with ours; it gets the result' },
    theirs: { type: 'string', description: 'file with theirs' },
  },
  writes: true,
  examples: [
    { line: 'ka memory merge base.md ours.md theirs.md', says: 'what git calls as: ka memory merge %O %A %B' },
  ],
  run({ base, ours, theirs }, ctx) {
    const read = (name: string): string => exactText(resolve(ctx.cwd, name), name) ?? '';
    const byLine = (...texts: [string, string, string]): string | null => mergeText(ctx.env, ...texts);
    const merged = mergeMemory(byLine, read(base), read(ours), read(theirs));
    if (merged === null)
      throw new KaError(
        'not-mergeable',
        `Beside their entries, ${ours} and ${theirs} differ in the same lines.`,
        'git mergetool',
      );
    const file = resolve(ctx.cwd, ours);
    if (!ctx.dryRun) replaceFile(file, merged, dirname(file));
    return { data: { schema_version: 1, text: merged }, text: `merged into ${ours}` };
  },
});
