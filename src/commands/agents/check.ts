import { checkAgents } from '../../agents/check.ts';
import { count } from '../../lib/count.ts';
import { KaError } from '../../lib/errors.ts';
import { findProject } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';

interface Input {
  agent?: string;
}

export default defineCommand<Input>({
  summary: 'check agent definitions, all problems at once',
  description: 'Exit code 1 if anything is wrong.',
  positional: ['agent'],
  input: { agent: { type: 'string', description: 'only this agent', complete: 'agents' } },
  examples: [
    { line: 'ka agents check', says: 'all definitions and exported files' },
    { line: 'ka agents check tdd-workflow --json', says: 'one agent, for a program' },
  ],
  run({ agent }, ctx) {
    const { paths, problems } = checkAgents(findProject(ctx), ctx, agent);
    if (agent !== undefined && paths.length === 0) {
      throw new KaError('no-agent', `There is no agent "${agent.slice(0, 80)}" here.`, 'ka agents list');
    }
    const lines = problems.map(({ path, code, message }) => `${path}: ${message} [${code}]`);
    const bad = new Set(problems.map(({ path }) => path)).size;
    const files = count(paths.length, 'file');
    lines.push(bad === 0 ? `${files}, no problem.` : `${bad} of ${files} with problems.`);
    return {
      data: { schema_version: 1, ok: bad === 0, files: paths, problems },
      text: lines.join('\n'),
      exitCode: bad === 0 ? 0 : 1,
    };
  },
});
