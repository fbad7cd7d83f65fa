import { resolve } from 'node:path';
import { findDefinition } from '../../agents/definitions.ts';
import type { Ctx } from '../../lib/context.ts';
import { count } from '../../lib/count.ts';
import { KaError } from '../../lib/errors.ts';
import { type Fields, type Written, writeRecord } from '../../metrics/records/book.ts';
import { takeInSpool } from '../../metrics/records/spool.ts';
import { findOpenRun } from '../../sessions/runs/open.ts';
import { loadChunk } from '../../store/load-chunk.ts';
import { checkName } from '../../store/names.ts';
import { findProject, inMainWorktree, type Project } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';
import { checkGiven } from './record-check.ts';
import { fieldsFromFlags, type RecordInput, readStdinRecord } from './record-input.ts';
import { recordNotes } from './record-notes.ts';

/** Variables in which a harness tells its shell tool the session. */
const SESSION_VARIABLES = ['CLAUDE_CODE_SESSION_ID'];

/**
 * Binds a record to the harness's session around it, where the caller gave neither session nor time: to the one open run
 * of that agent, else its only ended one, else the session itself; of several open ones it cannot be told which.
 */
function bindToSession(
  project: Project,
  ctx: Ctx,
  fields: Fields,
): { fields: Fields; project: Project; note?: string } {
  if (fields.session_id != null || fields.timestamp != null || fields.id != null) return { fields, project };
  const session = SESSION_VARIABLES.map((name) => ctx.env[name]).find((value) => value);
  if (!session) return { fields, project };
  const { kind, sessionId } = findOpenRun(project, session, fields.agent);
  if (kind === 'none') return { fields: { ...fields, session_id: session }, project };
  const home = inMainWorktree(project);
  if (sessionId !== null) return { fields: { ...fields, session_id: sessionId }, project: home };
  return {
    // The parent tells the run that takes it over from any other that merely shows the id.
    fields: { ...fields, id: `x_${ctx.random(10)}`, parent: `claude:${session}` },
    project: home,
    note: `several runs of ${fields.agent} are open in this session; the run that prints this id takes the record over.`,
  };
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;

function sentence({ status, record, summary }: Written, defined: boolean, dryRun: boolean): string {
  const { rate, n } = summary.success;
  const rated = rate === null ? '' : `, ${percent(rate)} of ${n} succeeded`;
  const verb = dryRun && status !== 'unchanged' ? `would be ${status}` : status;
  const whose = defined ? record.agent : `${record.agent}, which no file defines`;
  return `${verb} ${record.id} of ${whose} (${count(summary.count, 'execution')}${rated})`;
}

function fromTranscript(project: Project, ctx: Ctx, agent: string, path: string): Fields {
  const chunk = loadChunk<typeof import('../../sessions/runs/transcript-fields.ts')>(ctx, 'transcript');
  return chunk.fieldsFromTranscript(project, ctx, agent, resolve(ctx.cwd, path));
}

export default defineCommand<RecordInput>({
  summary: 'record one execution of an agent',
  description:
    'The same session, or the same record sent twice, is one execution. With --json the full record is read from standard input.',
  positional: ['agent'],
  input: {
    agent: { type: 'string', description: 'name of the agent', complete: 'agents' },
    success: { type: 'boolean', description: 'it reached its goal' },
    failure: { type: 'boolean', description: 'it did not' },
    time: {
      type: 'number',
      description: 'working time',
      minimum: 0,
      maximum: 31_536_000,
      placeholder: 'seconds',
      example: '--time 420 for seven minutes',
    },
    quality: {
      type: 'number',
      description: 'quality score',
      minimum: 0,
      maximum: 1,
      placeholder: '0..1',
      example: '--quality 0.9',
    },
    session: {
      type: 'string',
      description: "the run's session; default: that of the harness around it",
      placeholder: 'id',
    },
    metric: {
      type: 'array',
      items: { type: 'string' },
      description: 'a measured value; the declared primary metric, else the first, is the primary',
      placeholder: 'name=value[:target]',
    },
    meta: {
      type: 'array',
      items: { type: 'string' },
      description: 'anything else worth knowing',
      placeholder: 'key=value',
    },
    model: { type: 'string', description: 'model that did the work', placeholder: 'name' },
    tokensInput: {
      type: 'integer',
      description: 'input tokens, cached ones left out',
      minimum: 0,
      maximum: 10_000_000_000,
      placeholder: 'n',
    },
    tokensOutput: {
      type: 'integer',
      description: 'output tokens, reasoning included',
      minimum: 0,
      maximum: 10_000_000_000,
      placeholder: 'n',
    },
    cost: {
      type: 'number',
      description:
        'what it cost; unknown without it: tokens told by hand leave out cached ones, so ka does not price them',
      minimum: 0,
      maximum: 100_000,
      placeholder: 'usd',
      example: '--cost 0.25 for 25 cents',
    },
    at: { type: 'string', description: 'when it started, ISO 8601; default: now', placeholder: 'time' },
    transcript: {
      type: 'string',
      description: 'take tokens, time and tools from this transcript',
      complete: 'files',
      placeholder: 'file',
      inTool: null,
    },
  },
  required: ['agent'],
  exclusive: [['success', 'failure']],
  writes: true,
  tool: 'write',
  examples: [
    {
      line: 'ka metrics record tdd-workflow --success --time 412 --metric test-pass-rate=0.97',
      says: 'what an agent runs at its end',
    },
    { line: 'ka metrics record tdd-workflow --json < record.json', says: 'a full record' },
  ],
  run(input, ctx) {
    const here = findProject(ctx);
    checkName(input.agent);
    const file = findDefinition(here, ctx, input.agent);
    const finish = (given: Fields, own: boolean) => {
      checkGiven(given, file, ctx);
      const { fields, project, note } = own
        ? { fields: given, project: here, note: undefined }
        : bindToSession(here, ctx, given);
      takeInSpool(project, ctx);
      const written = writeRecord(project, ctx, fields, { source: ctx.surface ?? 'cli', redact: 'refuse' });
      return {
        data: { schema_version: 1, ...written },
        text: sentence(written, file !== null || input.agent === 'main', ctx.dryRun),
        notes: [...recordNotes(here, ctx, file, given, written), ...(note ? [note] : [])],
      };
    };
    if (ctx.json) return finish(readStdinRecord(input, ctx), false);
    if (input.session === '') throw new KaError('bad-value', '--session is empty.', 'ka metrics record --help');
    const flags = fieldsFromFlags(input, file?.definition ?? null);
    if (input.transcript === undefined) return finish(flags, false);
    return finish({ ...fromTranscript(here, ctx, input.agent, input.transcript), ...flags }, true);
  },
});
