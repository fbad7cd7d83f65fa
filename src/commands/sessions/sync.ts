import { resolve } from 'node:path';
import { HARNESSES, type HarnessName } from '../../harnesses/transcripts.ts';
import type { Ctx } from '../../lib/context.ts';
import { count } from '../../lib/count.ts';
import { KaError } from '../../lib/errors.ts';
import { shellWord } from '../../lib/shell-word.ts';
import { type SyncReport, syncSessions } from '../../sessions/sync/sync.ts';
import { statFile } from '../../store/files.ts';
import { findProject } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';

interface Input {
  from?: string[];
  harness?: HarnessName;
  allProjects: boolean;
}

export default defineCommand<Input>({
  summary: 'read what changed of the transcripts of all coding tools',
  description:
    'Writes a digest of each finished session of this repository to .kaizen/sessions/, without any text of it, and its execution record. What was read before and did not change is not read again. Commands that show sessions do this by themselves.',
  input: {
    from: {
      type: 'array',
      items: { type: 'string' },
      description: 'read these files and folders instead of the tools\u2019 own; the tool is recognised by content',
      placeholder: 'path',
      complete: 'files',
    },
    harness: { type: 'string', enum: HARNESSES, description: 'only the sessions of this tool', placeholder: 'name' },
    allProjects: {
      type: 'boolean',
      description: 'sessions of every repository; those of others are kept in .kaizen/local/',
      default: false,
    },
  },
  exclusive: [['from', 'harness']],
  writes: true,
  examples: [
    { line: 'ka sessions sync', says: 'this repository\u2019s sessions, of all tools' },
    { line: 'ka sessions sync --from backup/.claude --all-projects', says: 'every session below a folder' },
  ],
  async run({ from, harness, allProjects }, ctx) {
    const report = await syncSessions(findProject(ctx), ctx, { from: from ?? null, harness, allProjects });
    const empty = from && report.sources === 0 && report.unread.length === 0 ? nothingIn(from) : null;
    // A folder may hold none yet; a file that was named should have been one.
    if (empty && from?.some((path) => statFile(resolve(ctx.cwd, path))?.isFile)) throw empty;
    const { digests: _digests, made: _made, index: _index, unwritten: _unwritten, ...counts } = report;
    return {
      data: { schema_version: 1, dry_run: ctx.dryRun, ...counts, unfinished: report.unfinished.map(({ id }) => id) },
      text: tell(report, ctx, { from, harness }),
      notes: [
        ...report.unread.map(({ path, why }) => `${path} was not read: ${why}`),
        ...(empty ? [`${empty.message} try: ${empty.hint}`] : []),
      ],
    };
  },
});

const nothingIn = (from: readonly string[]): KaError =>
  new KaError(
    'no-transcript',
    `Nothing in ${from.join(', ')} is a transcript that ka knows.`,
    ['ka doctor --formats', ...from.map((path) => `--from ${shellWord(path)}`)].join(' '),
  );

/** The line for those of other repositories too, as it was typed. */
const widely = ({ from = [], harness }: Pick<Input, 'from' | 'harness'>, { target }: Ctx): string =>
  [
    'ka sessions sync',
    ...from.map((path) => `--from ${shellWord(path)}`),
    ...(harness === undefined ? [] : [`--harness ${harness}`]),
    '--all-projects',
    ...(target === null ? [] : [`--target ${shellWord(target)}`]),
  ].join(' ');

function tell(report: SyncReport, ctx: Ctx, chosen: Pick<Input, 'from' | 'harness'>): string {
  const verb = ctx.dryRun ? 'would write' : 'wrote';
  const lines = [
    `read ${report.read} of ${count(report.sources, 'transcript')}; ${verb} ${count(report.own, 'digest')} (of sessions and subagents) and ${count(report.records, 'execution record')}`,
  ];
  if (report.others > 0) lines.push(`other repositories: ${count(report.others, 'digest')} in .kaizen/local/`);
  if (report.unfinished.length > 0)
    lines.push(`${count(report.unfinished.length, 'session')} still running: written when they end`);
  if (report.passed > 0)
    lines.push(`left out: ${count(report.passed, 'transcript')} of other repositories (${widely(chosen, ctx)})`);
  if (report.bad_lines > 0) lines.push(`${count(report.bad_lines, 'line')} could not be read (ka doctor --formats)`);
  return lines.join('\n');
}
