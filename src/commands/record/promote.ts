import { plainRecord } from '../../records/contract.ts';
import { findKind } from '../../records/kinds.ts';
import { promoteRecord } from '../../records/promote.ts';
import { findRecord } from '../../records/read.ts';
import { findProject } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';
import { readInput, type TextInput, textInput } from './input.ts';

interface Input extends TextInput {
  id: string;
  reason?: string;
}

export default defineCommand<Input>({
  summary: 'make the next kind of record of one: gotcha, learning, learned',
  description:
    'The new record starts with the text of the old one and what you say here. A learned lesson needs its cause, its correction, where it is implemented, and an accepted verification.',
  positional: ['id'],
  required: ['id'],
  input: {
    id: { type: 'string', description: 'its id, or a beginning that no other has' },
    ...textInput,
    reason: {
      type: 'string',
      description: 'why a gate is passed without what it asks for, where it allows that',
      placeholder: 'text',
    },
  },
  fields: true,
  writes: true,
  examples: [
    {
      line: 'ka record promote g_2026 --cause "Two tables, edited by hand." --correction "Generate one."',
      says: 'makes a learning of a gotcha',
    },
    {
      line: 'ka record promote l_2026 --implemented path:docs/commands.md',
      says: 'makes it learned, if its needs hold',
    },
  ],
  async run(input, ctx) {
    const project = findProject(ctx);
    const found = findRecord(project, ctx, input.id);
    const to = findKind(project, ctx, found.kind.promote?.to ?? found.kind.kind);
    const given = await readInput(ctx, to, input, found.record.body);
    const { status, record, from, warnings, needs } = promoteRecord(project, ctx, found.record.id, () => given, input);
    const done = status === 'unchanged' ? 'promoted before' : ctx.dryRun ? 'would promote' : 'promoted';
    return {
      data: {
        schema_version: 1,
        status,
        id: record.id,
        record: plainRecord(record),
        from: plainRecord(from),
        warnings,
        needs,
      },
      text: [
        `${done}: ${from.id} became ${record.id} (${record.path})`,
        ...needs.map((need) => `  needs ${need}`),
      ].join('\n'),
      notes: warnings,
    };
  },
});
