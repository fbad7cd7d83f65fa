import { resolve } from 'node:path';
import type { Ctx } from '../lib/context.ts';
import { type RunReport, runAndRecord } from '../sessions/runs/run-command.ts';
import { readJson, replaceFile } from '../store/files.ts';
import { checkName } from '../store/names.ts';
import { findProject } from '../store/project.ts';
import { checkReplaceable } from '../store/replaceable.ts';
import { defineCommand } from './contract.ts';

interface Input {
  agent?: string;
  report?: string;
  rest: string[];
}

export default defineCommand<Input>({
  summary: 'run a command, and record the session that it makes with its commits and exit code',
  description:
    'For CI, around any coding tool: `ka run --agent tdd-workflow -- claude -p "…"`. Input, output and signals go to the command, and its exit code is that of `ka run` (127 and 126 where it cannot be started, 128 and the number of a signal that ended it; 2 where ka could not even begin). What ka has to say goes to standard error; what goes wrong after the command changes no exit code. The collector of the agent runs too, approved or not: what its file says is run, as the command is.',
  input: {
    agent: {
      type: 'string',
      description: 'whose run it is; default: as its hooks or transcript say',
      complete: 'agents',
    },
    report: {
      type: 'string',
      description: 'write what was recorded to this file, as JSON; an earlier report is replaced',
      placeholder: 'file',
      complete: 'files',
    },
  },
  rest: true,
  writes: true,
  examples: [
    { line: 'ka run --agent tdd-workflow -- claude -p "make the tests pass"', says: 'one run of an agent, in CI' },
    { line: 'ka run --report run.json -- ./nightly.sh', says: 'whatever tool the script uses' },
  ],
  async run({ agent, report: file, rest }, ctx) {
    const project = findProject(ctx);
    if (agent !== undefined) checkName(agent);
    const path = file === undefined ? null : reportFile(ctx, file);
    if (ctx.dryRun) {
      return {
        data: { schema_version: 1, dry_run: true },
        text: `would run ${rest[0]} and record its session`,
        aside: true,
      };
    }
    const report = await runAndRecord(project, ctx, rest, agent ?? null);
    const data = { schema_version: 1, ...report };
    const notes = [...report.problems];
    if (path !== null) {
      try {
        replaceFile(path, `${JSON.stringify(data, null, 2)}\n`, resolve(path, '..'));
      } catch (error) {
        notes.push(error instanceof Error ? error.message : String(error));
      }
    }
    return { data, text: tell(report), aside: true, exitCode: report.exit_code, notes };
  },
});

/** @throws KaError `file-exists`, before the command runs */
function reportFile(ctx: Ctx, typed: string): string {
  const path = resolve(ctx.cwd, typed);
  const named = { path, typed, what: 'report', hint: 'ka run --report run.json -- <command>' };
  checkReplaceable(named, () => {
    const there = readJson<Partial<RunReport>>(path);
    return Number.isInteger(there?.exit_code) && there?.git !== undefined && there.record !== undefined;
  });
  return path;
}

function tell({ record, session, git, exit_code, collected }: RunReport): string {
  const commit = (hash: string | null): string => hash?.slice(0, 10) ?? 'no commit';
  if (!record) return `ka: exit code ${exit_code}; no session of this repository was found that it made`;
  const what = session ? `${session.harness} session ${session.session_id}` : 'a run without a transcript';
  const measured = collected === null ? '' : `; its collector: ${collected}`;
  return `ka: exit code ${exit_code}; ${record.id} of ${record.agent}: ${what}, ${commit(git.start)}..${commit(git.end)}${git.dirty ? ' and uncommitted changes' : ''}${measured}`;
}
