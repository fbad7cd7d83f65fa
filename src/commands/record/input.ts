import { resolve } from 'node:path';
import type { Ctx } from '../../lib/context.ts';
import { KaError } from '../../lib/errors.ts';
import type { Kind } from '../../records/contract.ts';
import { editBody } from '../../records/edit-body.ts';
import { type Given, readSaid } from '../../records/fields.ts';
import { readText } from '../../store/files.ts';
import type { Property } from '../contract.ts';

/** What `add`, `update` and `promote` take beside the fields of a kind. */
export interface TextInput {
  fields: Record<string, string[]>;
  body?: string;
  bodyFile?: string;
  payloadJson?: string;
  payloadJsonFile?: string;
  edit?: boolean;
  by?: string;
}

export const textInput: Readonly<Record<string, Property>> = {
  body: {
    type: 'string',
    description: 'Markdown; text without headings goes under the first of its kind',
    placeholder: 'text',
  },
  bodyFile: {
    type: 'string',
    description: 'the same from a file; - reads standard input',
    placeholder: 'path',
    complete: 'files',
  },
  payloadJson: { type: 'string', description: 'fields as one JSON object', placeholder: 'json' },
  payloadJsonFile: {
    type: 'string',
    description: 'the same from a file; - reads standard input',
    placeholder: 'path',
    complete: 'files',
  },
  edit: { type: 'boolean', description: 'write the body in $EDITOR' },
  by: {
    type: 'string',
    description: 'who writes (default: agent:<tool> where a coding tool runs this, else human)',
    placeholder: 'name',
  },
};

export const reasonInput: Property = {
  type: 'string',
  description: 'why a gate is passed without what it asks for; it is kept',
  placeholder: 'text',
};

/** The text of a file that was named on the command line. @throws KaError `no-file`, `not-utf8` */
function readGiven(ctx: Ctx, path: string): string {
  if (path === '-') return new TextDecoder().decode(ctx.stdin()).trimEnd();
  const text = readText(resolve(ctx.cwd, path));
  if (text === null) throw new KaError('no-file', `${path} is not there.`);
  return text.trimEnd();
}

function readPayload(ctx: Ctx, { payloadJson, payloadJsonFile }: TextInput): unknown {
  const text = payloadJsonFile === undefined ? payloadJson : readGiven(ctx, payloadJsonFile);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new KaError('bad-json', `The payload is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/**
 * What was typed, in the words of a kind.
 *
 * @param start what `--edit` begins with
 * @throws KaError `bad-payload`, `bad-json`, `no-file`, `no-editor`
 */
export async function readInput(ctx: Ctx, kind: Kind, input: TextInput, start: string): Promise<Given> {
  const body = input.bodyFile === undefined ? input.body : readGiven(ctx, input.bodyFile);
  const written = input.edit ? await editBody(ctx, body ?? start) : body;
  const said = {
    flags: input.fields,
    payload: readPayload(ctx, input),
    ...(written === undefined ? {} : { body: written }),
  };
  return readSaid(kind, said, (path) => readGiven(ctx, path));
}

/** The headings of a kind, to be filled in. */
export const blankBody = (kind: Kind): string => kind.sections.map(({ title }) => `## ${title}\n`).join('\n');
