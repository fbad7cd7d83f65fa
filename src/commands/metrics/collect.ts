import type { Ctx } from '../../lib/context.ts';
import { KaError } from '../../lib/errors.ts';
import { collect, needCollector } from '../../metrics/collect/collect.ts';
import { findOpenRun } from '../../sessions/runs/open.ts';
import { noteProblem } from '../../sessions/runs/problems.ts';
import { checkName } from '../../store/names.ts';
import { findProject, inMainWorktree, type Project } from '../../store/project.ts';
import { isTrusted, trust, withdrawTrust } from '../../store/trust.ts';
import { defineCommand, type Output } from '../contract.ts';

interface Input {
  agent: string;
  session?: string;
  trust?: boolean;
  untrust?: boolean;
  ifTrusted?: boolean;
}

/** The session whose execution is meant: the one named, else the run in which this is called. @throws KaError `several-runs` */
function sessionFor(project: Project, ctx: Ctx, { agent, session }: Input): string | null {
  const here = ctx.env.CLAUDE_CODE_SESSION_ID;
  if (session !== undefined || !here) return session ?? null;
  const open = findOpenRun(project, here, agent);
  if (open.kind !== 'several') return open.sessionId;
  throw new KaError('several-runs', `Several runs of ${agent} are open in this session; name one with --session.`);
}

const WORDS = { recorded: 'recorded for a new execution', updated: 'put onto', unchanged: 'known already of' };

async function runCollector(project: Project, ctx: Ctx, input: Input): Promise<Output> {
  const { agent, trust: approve, untrust, ifTrusted } = input;
  const { command } = needCollector(project, ctx, agent).collector;
  const notes: string[] = [];
  const answer = (status: string, text: string, more: object = {}): Output => ({
    data: { schema_version: 1, status, agent, command, trusted: isTrusted(project, command), ...more },
    text,
    notes,
  });
  if (ifTrusted && !isTrusted(project, command)) return answer('untrusted', `not approved in this clone: ${command}`);
  if (ctx.dryRun) {
    const verb = untrust ? 'withdraw the approval of' : `${approve ? 'approve and ' : ''}run`;
    return answer('planned', `would ${verb}: ${command}`);
  }
  if (untrust) {
    const had = withdrawTrust(project, command);
    return answer('untrusted', `${had ? 'no longer' : 'was not'} approved in this clone: ${command}`);
  }
  const approved = approve
    ? `${trust(project, command) ? 'approved' : 'approved before'} in this clone: ${command}\n`
    : '';
  try {
    const { written, says, left_out } = await collect(project, ctx, agent, sessionFor(project, ctx, input));
    if (left_out) notes.push(left_out);
    if (left_out && ifTrusted) noteUnseen(project, ctx, agent, left_out);
    if (!written)
      return answer('spooled', `${approved}${says}: kept until the log is free; the next command takes it in`);
    const { status, record, summary } = written;
    return answer(status, `${approved}${says}: ${WORDS[status]} ${record.id}`, { record, summary });
  } catch (error) {
    if (!approve || !(error instanceof KaError)) throw error;
    // The approval stands, even where there is nothing to measure yet.
    if (error.code === 'no-execution') return answer('approved', approved);
    // Not 2, which says that nothing was written: the approval was.
    throw new KaError(error.code, `The command is approved in this clone, but ${error.message}`, takeBack(agent), 1);
  }
}

/** Hooks start it in the background, where nobody sees what it prints. */
const noteUnseen = (project: Project, ctx: Ctx, agent: string, problem: unknown): void =>
  noteProblem(inMainWorktree(project), ctx, `collector of ${agent}`, problem);

const takeBack = (agent: string): string => `ka metrics collect ${agent} --untrust`;

export default defineCommand<Input>({
  summary: "run an agent's collector and put what it measured onto an execution",
  description:
    'The collector is the command under metrics.collect in the agent file. Its outcome, primary metric and quality go onto the execution of the session in which this is called, else onto the newest one. With --trust the exact command is approved in this clone: from then on hooks run it too when a run of the agent ends; --untrust takes that back.',
  positional: ['agent'],
  required: ['agent'],
  exclusive: [
    ['trust', 'ifTrusted'],
    ['trust', 'untrust'],
    ['untrust', 'ifTrusted'],
    ['untrust', 'session'],
  ],
  input: {
    agent: { type: 'string', description: 'name of the agent', complete: 'agents' },
    session: { type: 'string', description: 'session of the execution', placeholder: 'id' },
    trust: { type: 'boolean', description: 'approve this exact command in this clone, then run it' },
    untrust: { type: 'boolean', description: 'take the approval of this command back; run nothing' },
    ifTrusted: { type: 'boolean', description: 'do nothing unless the command is approved' },
  },
  writes: true,
  examples: [
    { line: 'ka metrics collect tdd-workflow', says: "runs the agent's collector for its newest execution" },
    { line: 'ka metrics collect tdd-workflow --trust', says: 'lets hooks run that command from now on' },
    { line: 'ka metrics collect tdd-workflow --untrust', says: 'takes that back' },
  ],
  async run(input, ctx): Promise<Output> {
    const project = findProject(ctx);
    checkName(input.agent);
    try {
      return await runCollector(project, ctx, input);
    } catch (error) {
      if (input.ifTrusted) noteUnseen(project, ctx, input.agent, error);
      throw error;
    }
  },
});
