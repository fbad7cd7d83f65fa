import { plainRecord } from '../../records/contract.ts';
import { findRecord } from '../../records/read.ts';
import { updateRecord } from '../../records/update.ts';
import { findProject } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';
import { readInput, reasonInput, type TextInput, textInput } from './input.ts';

interface Input extends TextInput {
  id: string;
  rev?: number;
  reason?: string;
}

export default defineCommand<Input>({
  summary: 'change a managed record: a new revision',
  description:
    'What is not named stays as it is; an empty text takes a field away. --body replaces the body, the flag of a heading only what stands under it.',
  positional: ['id'],
  required: ['id'],
  input: {
    id: { type: 'string', description: 'its id, or a beginning that no other has' },
    ...textInput,
    rev: {
      type: 'integer',
      minimum: 1,
      description: 'the revision that you have seen: refused if it is another by now',
    },
    reason: reasonInput,
  },
  fields: true,
  writes: true,
  examples: [
    { line: 'ka record update t_2026 --status blocked', says: 'asks the gates of that status first' },
    {
      line: 'ka record update l_2026 --cause "Two tables, edited by hand." --rev 1',
      says: 'only if nobody changed it since',
    },
  ],
  async run(input, ctx) {
    const project = findProject(ctx);
    const found = findRecord(project, ctx, input.id);
    const given = await readInput(ctx, found.kind, input, found.record.body);
    const { status, record, needs } = updateRecord(project, ctx, found.record.id, () => given, input);
    const done = status === 'unchanged' ? 'nothing new' : ctx.dryRun ? 'would update' : 'updated';
    return {
      data: { schema_version: 1, status, id: record.id, record: plainRecord(record), needs },
      text: [`${done}: ${record.id} at revision ${record.rev}`, ...needs.map((need) => `  needs ${need}`)].join('\n'),
    };
  },
});
