import { addRecord } from '../../records/add.ts';
import { plainRecord } from '../../records/contract.ts';
import { findKind } from '../../records/kinds.ts';
import { findProject } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';
import { blankBody, readInput, type TextInput, textInput } from './input.ts';

interface Input extends TextInput {
  kind: string;
  key?: string;
  strict?: boolean;
  reason?: string;
}

export default defineCommand<Input>({
  summary: 'add a managed record: a task, a lesson, a verdict …',
  description:
    'Each field of the kind is a flag (ka record kinds KIND lists them); --FIELD-file PATH reads one from a file. All that is wrong is said at once, and nothing is written then.',
  positional: ['kind'],
  required: ['kind'],
  input: {
    kind: { type: 'string', description: 'what it is: task, gotcha, verification … (ka record kinds)' },
    ...textInput,
    key: {
      type: 'string',
      description: 'your own name for it: adding it again finds the same record',
      placeholder: 'text',
    },
    strict: { type: 'boolean', description: 'a heading that stays empty is an error' },
    reason: {
      type: 'string',
      description: 'why a gate is passed without what it asks for; it is kept',
      placeholder: 'text',
    },
  },
  fields: true,
  writes: true,
  examples: [
    {
      line: 'ka record add task --title "Fix the login timeout" --summary "Sessions end after five minutes instead of thirty."',
      says: 'writes .kaizen/records/task/<id>.md and a line of the ledger',
    },
    {
      line: 'ka record add gotcha --title "Retry hides the error" --summary "The third try succeeds." --body-file notes.md',
      says: 'the text comes from a file; - reads standard input',
    },
  ],
  async run(input, ctx) {
    const project = findProject(ctx);
    const kind = findKind(project, ctx, input.kind);
    const given = await readInput(ctx, kind, input, blankBody(kind));
    const { status, record, warnings, needs } = addRecord(project, ctx, kind, given, input);
    const done = status === 'unchanged' ? 'there already' : ctx.dryRun ? 'would add' : 'added';
    const needed = needs.map((need) => `  needs ${need}`);
    return {
      data: { schema_version: 1, status, id: record.id, record: plainRecord(record), warnings, needs },
      text: [`${done}: ${record.id} (${record.path})`, ...needed].join('\n'),
      notes: warnings,
    };
  },
});
