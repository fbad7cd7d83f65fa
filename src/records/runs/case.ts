import { canonicalJson } from '../../lib/canonical.ts';
import type { Ctx } from '../../lib/context.ts';
import { KaError } from '../../lib/errors.ts';
import { isPlain } from '../../lib/schema.ts';
import { readHead } from '../../store/git/head.ts';
import type { CommandRun } from '../../store/process/run-command.ts';
import type { Project } from '../../store/project.ts';
import type { Given } from '../fields.ts';
import { findKind } from '../kinds.ts';
import { findRecord } from '../read.ts';
import { runCheck } from './commands.ts';

/** What a case may expect, and whether a run fulfils it. */
const EXPECTED: Readonly<Record<string, (wanted: unknown, run: CommandRun) => boolean>> = {
  exit: (wanted, { code }) => code === wanted,
  contains: (wanted, { stdout }) => [wanted].flat().every((text) => stdout.includes(String(text))),
  lacks: (wanted, { stdout }) => [wanted].flat().every((text) => !stdout.includes(String(text))),
  json: (wanted, { stdout }) => holds(parse(stdout), wanted),
};

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether all that is wanted stands in a value; a mapping may have more keys. */
const holds = (value: unknown, wanted: unknown): boolean =>
  isPlain(wanted)
    ? isPlain(value) &&
      Object.entries(wanted).every(([key, part]) => Object.hasOwn(value, key) && holds(value[key], part))
    : value !== undefined && canonicalJson(value) === canonicalJson(wanted);

/** What a run did not fulfil, by name. @throws KaError `bad-case` for an expectation that nothing judges */
function unmet(id: string, expect: Readonly<Record<string, unknown>>, run: CommandRun): string[] {
  const unknown = Object.keys(expect).filter((name) => !Object.hasOwn(EXPECTED, name));
  if (unknown.length > 0)
    throw new KaError(
      'bad-case',
      `${id} expects ${unknown.join(', ')}; a run is judged by ${Object.keys(EXPECTED).join(', ')}.`,
      `ka record update ${id} --expect '{"exit": 0}'`,
    );
  return Object.entries(expect)
    .filter(([name, wanted]) => !EXPECTED[name]!(wanted, run))
    .map(([name]) => name);
}

/**
 * Runs the command of an eval case and judges it by what the case expects (an exit code of 0 where it says nothing).
 *
 * @returns the fields of an eval run; what the caller said stands before them
 * @throws KaError `no-case`, `bad-case`, `timeout`
 */
export async function runCase(project: Project, ctx: Ctx, given: Given, timeoutS: number): Promise<Given> {
  const named = given.fields.case;
  if (typeof named !== 'string')
    throw new KaError('no-case', 'Which case is to be run? --case ID', 'ka record list eval-case');
  const { record } = findRecord(project, ctx, named, [findKind(project, ctx, 'eval-case')]);
  const { command, expect, title } = record.fields;
  if (typeof command !== 'string')
    throw new KaError(
      'no-case',
      `${record.id} names no command.`,
      `ka record update ${record.id} --command "npm test"`,
    );
  const { check, run } = await runCheck(project, ctx, command, timeoutS);
  const wrong = unmet(record.id, isPlain(expect) ? expect : { exit: 0 }, run);
  const { commit } = readHead(project);
  const status = wrong.length === 0 ? 'passed' : 'failed';
  const summary = `${String(title)}: ${status}${wrong.length > 0 ? ` (${wrong.join(', ')})` : ''}.`;
  const measured = {
    status,
    cmd: check.cmd,
    exit: check.exit,
    seconds: check.seconds,
    output: check.output,
    ...(commit ? { commit } : {}),
  };
  return { ...given, fields: { summary, ...given.fields, ...measured } };
}
