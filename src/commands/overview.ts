import { asOfTime } from '../lib/as-of.ts';
import { isoTime } from '../lib/time.ts';
import { overview, overviewText } from '../records/overview/overview.ts';
import { readEverything } from '../records/reports/everything.ts';
import { findProject } from '../store/project.ts';
import { defineCommand } from './contract.ts';

export default defineCommand<{ asOf?: string }>({
  summary: 'tasks under way, what blocks them, recent lessons, overdue forecasts: below 2,000 tokens',
  description:
    'The letters behind a task are the layers of the loop (scope, adapt, verify, manage, improve): ✓ has all that it needs, · lacks something; ka record savmi says what. config.yaml can hand it to each session: records.session_start.',
  input: {
    asOf: { type: 'string', description: 'as it was at the end of that day, or at that time', placeholder: 'date' },
  },
  tool: 'read',
  examples: [
    { line: 'ka overview', says: 'what a session should know before it begins' },
    { line: 'ka overview --as-of 2026-11-14', says: 'as it was then' },
  ],
  run({ asOf }, ctx) {
    const until = asOf === undefined ? null : asOfTime(asOf, 'ka overview --as-of 2026-11-14');
    const all = readEverything(findProject(ctx), ctx, until);
    const found = overview(all, until ?? isoTime(ctx.now()));
    return { data: { schema_version: 1, ...found }, text: overviewText(found), notes: all.problems };
  },
});
