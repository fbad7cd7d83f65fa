import { KaError } from '../../lib/errors.ts';
import { type Problem, problemLines } from '../../records/check.ts';
import { refuseUnpromoted } from '../../records/earned.ts';
import { newId } from '../../records/ids.ts';
import { judgeNew, refuseNew } from '../../records/judge-new.ts';
import { findKind } from '../../records/kinds.ts';
import { readConfig } from '../../store/config.ts';
import { findProject } from '../../store/project.ts';
import { redactSecrets, refuseSecrets } from '../../store/redact/redact.ts';
import { defineCommand } from '../contract.ts';
import { blankBody, readInput, reasonInput, type TextInput, textInput } from './input.ts';

interface Input extends TextInput {
  kind: string;
  strict?: boolean;
  reason?: string;
}

/** What a refusal says, as a problem like the others. @param field of which it is said */
function refusal(field: string, work: () => void): Problem[] {
  try {
    work();
    return [];
  } catch (error) {
    if (!(error instanceof KaError)) throw error;
    return [{ field, says: `is refused: ${error.message.replace(/\.$/, '')}`, example: null }];
  }
}

export default defineCommand<Input>({
  summary: 'check a record against its kind, writing nothing',
  description:
    'Takes what ka record add takes, and says all that is wrong with it at once. Exit code 1 if something is.',
  positional: ['kind'],
  required: ['kind'],
  input: {
    kind: { type: 'string', description: 'what it would be: task, proposal … (ka record kinds)' },
    ...textInput,
    strict: { type: 'boolean', description: 'a heading that stays empty is an error' },
    reason: reasonInput,
  },
  fields: true,
  examples: [
    {
      line: 'ka record validate task --title "Fix the login timeout" --summary "Sessions end too early."',
      says: 'exit code 0: it could be added',
    },
    {
      line: 'ka record validate score --payload-json \'{"name": "pass-rate"}\'',
      says: 'names each field that is missing',
    },
  ],
  async run(input, ctx) {
    const project = findProject(ctx);
    const kind = findKind(project, ctx, input.kind);
    const given = await readInput(ctx, kind, input, blankBody(kind));
    const { fields, body, problems, headings } = judgeNew(project, ctx, kind, given);
    const record = { id: newId(kind, ctx, ctx.now()), kind: kind.kind, rev: 1, fields, body, path: '' };
    const { allow } = readConfig(project, ctx).redaction;
    const found = [
      ...problems,
      ...(input.strict ? headings : []),
      ...refusal('payload', () => refuseSecrets({ ...fields, body, by: input.by ?? '' }, allow)),
      ...refusal(kind.kind, () => refuseUnpromoted(project, ctx, kind)),
      ...refusal(kind.kind, () => refuseNew(project, ctx, kind, record, input.reason)),
    ];
    // What is said of a value may show it.
    const all = redactSecrets(found, allow).value;
    const valid = all.length === 0;
    return {
      data: { schema_version: 1, valid, kind: kind.kind, problems: all },
      text: valid ? `valid: ${kind.kind}` : problemLines(all),
      exitCode: valid ? 0 : 1,
    };
  },
});
