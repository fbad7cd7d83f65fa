import type { Ctx } from '../../lib/context.ts';
import { count } from '../../lib/count.ts';
import { plainLine } from '../../lib/plain.ts';
import { wrap } from '../../lib/wrap.ts';
import { findRun } from '../../metrics/records/find-run.ts';
import { type Field, originsOf } from '../../metrics/records/origin.ts';
import { minute } from '../../metrics/summary/format.ts';
import { knownTranscript } from '../../sessions/runs/known-transcript.ts';
import type { Project } from '../../store/project.ts';
import type { Output } from '../contract.ts';

/** Who stands behind a source of lines. */
const WHO: Readonly<Record<string, string>> = {
  cli: 'caller',
  mcp: 'caller',
  loop: 'caller',
  hook: 'harness',
  sweep: 'harness',
  run: 'harness',
  collect: 'collector',
};

/** A value in one line: `input 900, output 8200`. */
function sayValue(value: unknown): string {
  if (Array.isArray(value)) return value.map(sayValue).join(', ');
  if (typeof value !== 'object' || value === null) return value === null ? 'unknown' : String(value);
  const parts = Object.entries(value).filter(([, part]) => part != null);
  return parts.map(([key, part]) => `${key} ${sayValue(part)}`).join(', ');
}

const sayFrom = ({ source, recorded_at }: Field): string =>
  `${source === null ? 'unknown' : `${source}${WHO[source] ? ` (${WHO[source]})` : ''}`}, ${minute(recorded_at)}`;

/** A text behind its lead, or below it where one of its words has no room there. */
function beside(lead: string, text: string, columns: number): string {
  const longest = Math.max(...text.split(' ').map((word) => word.length));
  return lead.length + longest <= columns
    ? wrap(lead, text, columns)
    : `${lead.trimEnd()}\n${wrap('    ', text, columns)}`;
}

/** One run whole: every value, whose word it is, and where its transcript lies. */
export function showRun(project: Project, ctx: Ctx, agent: string, wanted: string): Output {
  const lines = findRun(project, agent, wanted);
  const { record, fields } = originsOf(lines);
  const transcript = knownTranscript(project, ctx, record);
  const said = fields.map((field) => [field.name, sayFrom(field), sayValue(field.value)].map(plainLine));
  const rows = [['field', 'from', 'value'], ...said] as [string, string, string][];
  const [nameWidth, fromWidth] = [0, 1].map((at) => Math.max(...rows.map((row) => row[at]!.length))) as [
    number,
    number,
  ];
  const from = `${count(lines.length, 'line')} of the log`;
  return {
    data: {
      schema_version: 1,
      record,
      from: Object.fromEntries(fields.map(({ name, source, recorded_at }) => [name, { source, recorded_at }])),
      lines: lines.length,
      transcript,
    },
    text: [
      `${agent} ${record.id}, from ${from}`,
      '',
      ...rows.map(([name, who, value]) =>
        beside(`${name.padEnd(nameWidth)}  ${who.padEnd(fromWidth)}  `, value, ctx.columns),
      ),
      '',
      `transcript: ${transcript ?? 'none is known on this machine'}`,
    ].join('\n'),
  };
}
