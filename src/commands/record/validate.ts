import { KaError } from '../../lib/errors.ts';
import { type Problem, problemLines } from '../../records/check.ts';
import type { Kind } from '../../records/contract.ts';
import { nearestFlag } from '../../records/fields.ts';
import { judgeNew } from '../../records/judge-new.ts';
import { findKind } from '../../records/kinds.ts';
import { readConfig } from '../../store/config.ts';
import { findProject } from '../../store/project.ts';
import { redactSecrets, refuseSecrets } from '../../store/redact/redact.ts';
import { defineCommand } from '../contract.ts';
import { blankBody, readInput, type TextInput, textInput } from './input.ts';

interface Input extends TextInput {
  kind: string;
  strict?: boolean;
}

function unknownFlag(kind: Kind, flag: string): Problem {
  const near = nearestFlag(kind, flag);
  return { field: kind.kind, says: `has no --${flag.slice(0, 60)}`, example: near ? `--${near} …` : null };
}

/** What a refusal says, as a problem like the others. */
function refusal(work: () => void): Problem[] {
  try {
    work();
    return [];
  } catch (error) {
    if (!(error instanceof KaError)) throw error;
    return [{ field: 'payload', says: `is refused: ${error.message}`, example: null }];
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
    const unknown: string[] = [];
    const given = await readInput(ctx, kind, input, blankBody(kind), unknown);
    const { fields, body, problems, headings } = judgeNew(project, ctx, kind, given);
    const { allow } = readConfig(project, ctx).redaction;
    const found = [
      ...unknown.map((flag) => unknownFlag(kind, flag)),
      ...problems,
      ...(input.strict ? headings : []),
      ...refusal(() => refuseSecrets({ ...fields, body, by: input.by ?? '' }, allow)),
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
