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
  description:
    'Exit code 1 if anything is wrong. What a new agent still has of its template (`<!-- fill in: … -->`) is told and not wrong.',
  positional: ['agent'],
  input: { agent: { type: 'string', description: 'only this agent', complete: 'agents' } },
  examples: [
    { line: 'ka agents check', says: 'all definitions and exported files' },
    { line: 'ka agents check tdd-workflow --json', says: 'one agent, for a program' },
  ],
  run({ agent }, ctx) {
    const { paths, exported, problems, unfilled } = checkAgents(findProject(ctx), ctx, agent);
    if (agent !== undefined && paths.length === 0) {
      throw new KaError('no-agent', `There is no agent "${agent.slice(0, 80)}" here.`, 'ka agents list');
    }
    const lines = [
      ...problems.map(({ path, code, message }) => `${path}: ${message} [${code}]`),
      ...unfilled.map(({ path, line, wanted }) => `${path}:${line}: to be filled in: ${wanted}`),
    ];
    const bad = new Set(problems.map(({ path }) => path)).size;
    const files = `${count(paths.length, 'file')}${exported > 0 ? ` (${exported} exported by ka)` : ''}`;
    const left = unfilled.length > 0 ? `${count(unfilled.length, 'place')} of the template not filled in` : '';
    if (bad > 0) lines.push(`${bad} of ${files} with problems${left && `, ${left}`}.`);
    else lines.push(`${files}, ${left || 'no problem'}.`);
    return {
      data: { schema_version: 1, ok: bad === 0, files: paths, problems, unfilled },
      text: lines.join('\n'),
      exitCode: bad === 0 ? 0 : 1,
    };
  },
});
