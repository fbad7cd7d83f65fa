import { KaError } from '../lib/errors.ts';
import { parseTime } from '../lib/time.ts';
import { standings } from '../metrics/optimizer/bets.ts';
import { reportPath, reportText } from '../retro/report.ts';
import { runRetro } from '../retro/retro.ts';
import { tellRetro } from '../retro/tell.ts';
import { loadSessions } from '../sessions/load.ts';
import { quoteCorrection } from '../sessions/quote-correction.ts';
import { applyChanges, type Change, describeChanges } from '../store/changes.ts';
import { findProject } from '../store/project.ts';
import { defineCommand } from './contract.ts';

interface Input {
  days: number;
  asOf?: string;
  write: boolean;
  all: boolean;
  noSync: boolean;
}

/** A day means its end: `--as-of 2026-11-14` holds what ended on that day. */
function timeOf(text: string): number {
  const at = parseTime(text);
  if (at === null)
    throw new KaError(
      'bad-time',
      `--as-of "${text}" is no date of the years 2000 to 2100.`,
      'ka retro --as-of 2026-11-14',
    );
  return /^\d{4}-\d\d-\d\d$/.test(text) ? at + 86_400_000 - 1 : at;
}

export default defineCommand<Input>({
  summary: 'what to change next week: at most five bets, each with evidence that can be checked',
  description:
    'Looks at the finished sessions of this repository, at execution records, git history and experiments; no model, no network, the same input gives the same bytes. The window ends at the newest session or commit, or at --as-of, which reproduces an earlier report and changes nothing. What is found is told to the queue (`ka bets list`) and kept in .kaizen/retro/analysis.json; what was decided on is not proposed again.',
  input: {
    days: { type: 'integer', description: 'the window', minimum: 1, maximum: 366, default: 7, placeholder: 'n' },
    asOf: {
      type: 'string',
      description: 'look back from the end of that day, or from that time',
      placeholder: 'date',
      example: '--as-of 2026-11-14',
    },
    write: { type: 'boolean', description: 'write .kaizen/retro/<week>.md too', default: false, inTool: false },
    all: { type: 'boolean', description: 'all bets, not only the chosen ones', default: false },
    noSync: {
      type: 'boolean',
      description: 'take what is known, without looking for new transcripts',
      default: false,
      inTool: true,
    },
  },
  writes: true,
  tool: 'read',
  examples: [
    { line: 'ka retro', says: 'the last seven days' },
    { line: 'ka retro --write', says: 'with a report to commit' },
    { line: 'ka retro --as-of 2026-11-14', says: 'as it was then' },
  ],
  async run({ days, asOf, write, all, noSync }, ctx) {
    const project = findProject(ctx);
    const until = asOf === undefined ? null : timeOf(asOf);
    const { digests, running, index, notes } = await loadSessions(project, ctx, { sync: !noSync, allProjects: false });
    const finished = digests.filter(({ id }) => !running.has(id));
    const { retro, lines } = await runRetro(project, ctx, finished, { days, until });
    const said = standings(project);
    const quotes = new Map<string, string>();
    for (const { id, rule, subject, place } of retro.bets) {
      // Words of people stand on the terminal of the one who said them, in no file and no answer for a program.
      if (rule !== 'repeated-correction' || ctx.json || !(all || place !== null)) continue;
      const words = await quoteCorrection(
        project,
        ctx,
        { digests: finished, index },
        subject.slice('correction:'.length),
      );
      if (words !== null) quotes.set(id, words);
    }
    const parts = [tellRetro(retro, said, { all, columns: ctx.columns, quotes })];
    const path = retro.as_of === null ? null : reportPath(retro);
    if (write && path !== null) {
      const changes: Change[] = [{ kind: 'write', path, text: reportText(retro, said) }];
      if (ctx.dryRun) parts.push(describeChanges(project, changes));
      else applyChanges(project, changes);
      if (!ctx.dryRun) parts.push(`Written: ${path}`);
    }
    if (ctx.dryRun && ctx.surface !== 'mcp')
      parts.push(
        ...lines.map((line) => `would tell the queue: ${line.id} ${line.rule} ${line.subject} ${line.status}`),
      );
    const { bets, ...rest } = retro;
    return {
      data: { ...rest, bets: all ? bets : bets.filter(({ place }) => place !== null), report: write ? path : null },
      text: parts.filter((part) => part !== '').join('\n\n'),
      notes,
    };
  },
});
