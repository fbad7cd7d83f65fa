import { plainRecord } from '../../records/contract.ts';
import { mergeVersions, type Versions } from '../../records/merge/driver.ts';
import { defineCommand } from '../contract.ts';

export default defineCommand<Versions>({
  summary: 'merge two versions of a managed record by field, for git',
  description:
    'What ka init sets as the merge driver of records. A field, list item or section that one branch changed is taken from it; where both changed it the later one wins, and the other one is kept under ## Merged. Exit code 2, nothing written, if a version is not as ka wrote it.',
  positional: ['base', 'ours', 'theirs', 'path'],
  required: ['base', 'ours', 'theirs', 'path'],
  input: {
    base: { type: 'string', description: 'file with the version that both began with' },
    ours: { type: 'string', description: 'file with ours; it gets the result' },
    theirs: { type: 'string', description: 'file with theirs' },
    path: { type: 'string', description: 'where the record lies in the work tree' },
  },
  writes: true,
  examples: [
    {
      line: 'ka record merge base.md ours.md theirs.md .kaizen/records/task/t_20261121101500_0c1d2e3f40.md',
      says: 'what git calls as: ka record merge %O %A %B %P',
    },
  ],
  run(input, ctx) {
    const { record, lost } = mergeVersions(ctx, input);
    const names = lost.map(({ name }) => name.replace(/^## /, ''));
    const kept = names.length > 0 ? `; overruled, and kept under ## Merged: ${names.join(', ')}` : '';
    return {
      data: { schema_version: 1, record: plainRecord(record), overruled: lost },
      text: `merged: ${record.id} at revision ${record.rev}${kept}`,
    };
  },
});
