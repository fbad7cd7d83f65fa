import { addRecord } from '../../records/add.ts';
import { type Kind, type ManagedRecord, plainRecord } from '../../records/contract.ts';
import { refuseUnpromoted } from '../../records/earned.ts';
import { fromBet } from '../../records/from-bet.ts';
import { findKind } from '../../records/kinds.ts';
import { filledBy, runFor } from '../../records/runs/index.ts';
import { scoreRun } from '../../records/runs/score.ts';
import { findProject } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';
import { blankBody, readInput, reasonInput, type TextInput, textInput } from './input.ts';

interface Input extends TextInput {
  kind: string;
  key?: string;
  strict?: boolean;
  reason?: string;
  run?: string[];
  exec?: boolean;
  timeout: number;
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
    run: {
      type: 'array',
      items: { type: 'string' },
      description:
        'run this command first and keep its exit code, time and hash of output (verification, proof); may be repeated',
      placeholder: 'command',
    },
    exec: { type: 'boolean', description: 'run the command of the case that is named (eval-run)' },
    timeout: {
      type: 'integer',
      minimum: 1,
      maximum: 86_400,
      default: 600,
      description: 'seconds that a command may take',
    },
    strict: { type: 'boolean', description: 'a heading that stays empty is an error' },
    reason: reasonInput,
  },
  fields: true,
  writes: true,
  examples: [
    {
      line: 'ka record add verification --of t_2026 --run "npm test" --summary "The tests pass."',
      says: 'runs them, and the verdict follows from the exit code',
    },
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
    const said = fromBet(project, kind, await readInput(ctx, kind, input, blankBody(kind)));
    refuseUnpromoted(project, ctx, kind);
    const given = await runFor(project, ctx, kind, said, input);
    const later = ctx.dryRun ? filledBy(kind, said, input) : [];
    const { status, record, warnings, needs } = addRecord(project, ctx, kind, given, { ...input, later });
    if (input.exec && status === 'added' && !ctx.dryRun) scoreRun(project, ctx, record);
    const done = status === 'unchanged' ? 'there already' : ctx.dryRun ? 'would add' : 'added';
    const needed = needs.map((need) => `  needs ${need}`);
    return {
      data: { schema_version: 1, status, id: record.id, record: plainRecord(record), warnings, needs },
      text: [`${done}: ${record.id} (${record.path})`, ...sayVerdict(kind, record), ...needed].join('\n'),
      notes: warnings,
    };
  },
});

/** The verdict and the commands that it rests on: one that failed is not found out later. */
function sayVerdict({ runs }: Kind, { fields }: ManagedRecord): string[] {
  const verdict = runs?.verdict && fields[runs.verdict.field];
  if (!runs?.verdict || verdict === undefined) return [];
  const checks = (fields[runs.field] ?? []) as { cmd?: unknown; exit?: unknown }[];
  const ran = checks.map(({ cmd, exit }) => `${String(cmd)} ended with ${exit ?? 'a signal'}`);
  return [`  ${runs.verdict.field} ${String(verdict)}${ran.length > 0 ? `: ${ran.join(', ')}` : ''}`];
}
