import { table } from '../../lib/table.ts';
import { findLessonFiles } from '../../records/migration/files.ts';
import { findProject } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';
import { roots } from './roots.ts';

export default defineCommand<{ root?: string[] }>({
  summary: 'find the lesson files of the repository: GOTCHA.md, LEARNING.md, LEARNED.md',
  description:
    'Files that git ignores, and those of tools (.claude, node_modules …), are left out. A heading of the second level is an entry; in a file without such headings, each item of its lists is one.',
  input: roots,
  tool: 'read',
  examples: [{ line: 'ka migrate scan', says: 'each file, how many entries it has, what it becomes' }],
  run({ root = [] }, ctx) {
    const files = findLessonFiles(findProject(ctx), ctx, root);
    const rows = files.map(({ path, kind, stub, entries, left }) => [
      path,
      stub ? 'stub' : kind,
      String(entries.length),
      String(left.length),
    ]);
    return {
      data: {
        schema_version: 1,
        files: files.map(({ entries, ...file }) => ({ ...file, entries: entries.length })),
      },
      text:
        rows.length === 0
          ? 'There is no GOTCHA.md, LEARNING.md or LEARNED.md here.'
          : table(['!file', 'becomes', '>entries', '>left over'], rows, ctx.columns),
    };
  },
});
