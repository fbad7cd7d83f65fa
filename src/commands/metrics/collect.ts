import { KaError } from '../../lib/errors.ts';
import { collect, needCollector } from '../../metrics/collect.ts';
import { findOpenRun } from '../../sessions/open.ts';
import { checkName } from '../../store/names.ts';
import { findProject } from '../../store/project.ts';
import { isTrusted, trust } from '../../store/trust.ts';
import { defineCommand, type Output } from '../contract.ts';

interface Input {
  agent: string;
  session?: string;
  trust?: boolean;
  ifTrusted?: boolean;
}

export default defineCommand<Input>({
  summary: "run an agent's collector and put what it measured onto an execution",
  description:
    'The collector is the command under metrics.collect in the agent file. Its outcome, primary metric and quality go onto the execution of the session in which this is called, else onto the newest one. With --trust the exact command is approved in this clone: from then on hooks run it too when a run of the agent ends.',
  positional: ['agent'],
  required: ['agent'],
  exclusive: [['trust', 'ifTrusted']],
  input: {
    agent: { type: 'string', description: 'name of the agent', complete: 'agents' },
    session: { type: 'string', description: 'session of the execution', placeholder: 'id' },
    trust: { type: 'boolean', description: 'approve this exact command in this clone, then run it' },
    ifTrusted: { type: 'boolean', description: 'do nothing unless the command is approved' },
  },
  writes: true,
  examples: [
    { line: 'ka metrics collect tdd-workflow', says: "runs the agent's collector for its newest execution" },
    { line: 'ka metrics collect tdd-workflow --trust', says: 'lets hooks run that command from now on' },
  ],
  async run({ agent, session, trust: approve, ifTrusted }, ctx): Promise<Output> {
    const project = findProject(ctx);
    checkName(agent);
    const { command } = needCollector(project, ctx, agent).collector;
    const answer = (status: string, text: string, more: object = {}): Output => ({
      data: { schema_version: 1, status, agent, command, trusted: isTrusted(project, command), ...more },
      text,
    });
    if (ifTrusted && !isTrusted(project, command)) return answer('untrusted', `not approved in this clone: ${command}`);
    if (ctx.dryRun) return answer('planned', `would ${approve ? 'approve and ' : ''}run: ${command}`);
    const approved = approve
      ? `${trust(project, command) ? 'approved' : 'approved before'} in this clone: ${command}\n`
      : '';
    const here = ctx.env.CLAUDE_CODE_SESSION_ID;
    const open = session === undefined && here ? findOpenRun(project, here, agent) : null;
    if (open?.kind === 'several') {
      throw new KaError('several-runs', `Several runs of ${agent} are open in this session; name one with --session.`);
    }
    try {
      const { status, record, summary, says } = await collect(project, ctx, agent, session ?? open?.sessionId ?? null);
      const words = { recorded: 'recorded for a new execution', updated: 'put onto', unchanged: 'known already of' };
      return answer(status, `${approved}${says}: ${words[status]} ${record.id}`, { record, summary });
    } catch (error) {
      // The approval stands, even where there is nothing to measure yet.
      if (approve && (error as { code?: string }).code === 'no-execution') return answer('approved', approved);
      throw error;
    }
  },
});
