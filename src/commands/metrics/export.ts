import { KaError } from '../../lib/errors.ts';
import { recordFiles } from '../../metrics/places.ts';
import { readExecutions } from '../../metrics/records/book.ts';
import { toCsv } from '../../metrics/records/csv.ts';
import { noRecords } from '../../metrics/summary/nothing-yet.ts';
import { finishAll } from '../../sessions/runs/finish-all.ts';
import { readConfig } from '../../store/config.ts';
import { scanLog } from '../../store/log/log.ts';
import { checkName } from '../../store/names.ts';
import { findProject } from '../../store/project.ts';
import { redactSecrets } from '../../store/redact/redact.ts';
import { defineCommand } from '../contract.ts';
import { problemNotes } from './show.ts';

export default defineCommand<{ agent: string; raw?: boolean; format?: string }>({
  summary: "print an agent's executions, folded, as JSON Lines",
  description: 'One JSON document a line, under --json too; `ka metrics show <agent> --json` is one document.',
  positional: ['agent'],
  input: {
    agent: { type: 'string', description: 'name of the agent', complete: 'agents' },
    raw: { type: 'boolean', description: 'the lines of the log as they are, not folded' },
    format: { type: 'string', description: 'how to print them', enum: ['jsonl', 'csv'], default: 'jsonl' },
  },
  required: ['agent'],
  examples: [
    { line: 'ka metrics export tdd-workflow > runs.jsonl', says: 'one record a line, by time' },
    { line: 'ka metrics export tdd-workflow --format csv', says: 'for a spreadsheet' },
  ],
  async run({ agent, raw = false, format = 'jsonl' }, ctx) {
    checkName(agent);
    const project = findProject(ctx);
    if (raw && format === 'csv')
      throw new KaError('exclusive', '--raw prints the lines of the log; it has no csv.', 'ka metrics export --help');
    await finishAll(project, ctx);
    const files = recordFiles(project, agent);
    if (files.length === 0) throw noRecords(project, agent, 'ka metrics export', ctx.columns);
    const { allow } = readConfig(project, ctx).redaction;
    if (raw) {
      const lines: string[] = [];
      const problems = scanLog(files, (value, text) => {
        const { value: clean, redacted } = redactSecrets(value, allow);
        lines.push(redacted.length > 0 ? JSON.stringify(clean) : text);
      });
      return { data: null, raw: true, text: lines.join('\n'), notes: problemNotes(agent, problems) };
    }
    const { records, problems } = readExecutions(project, agent);
    const clean = records.map((record) => redactSecrets(record, allow).value);
    const text = format === 'csv' ? toCsv(clean) : clean.map((record) => JSON.stringify(record)).join('\n');
    return { data: null, raw: true, text, notes: problemNotes(agent, problems) };
  },
});
