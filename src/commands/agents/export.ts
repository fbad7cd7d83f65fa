import { exportable, joinPlans, planExport, planOrphans, planUnexport } from '../../agents/export.ts';
import { rawAgents } from '../../agents/raw-files.ts';
import { carryOut } from '../../agents/say.ts';
import type { AgentFormat } from '../../harnesses/agent-format.ts';
import { AGENT_FORMATS } from '../../harnesses/agent-formats.ts';
import { SETUP_HARNESSES, type SetupHarness } from '../../harnesses/hook-setup.ts';
import type { Ctx } from '../../lib/context.ts';
import { KaError } from '../../lib/errors.ts';
import { nearest } from '../../lib/nearest.ts';
import { readConfig } from '../../store/config.ts';
import { findProject, type Project } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';

interface Input {
  agents?: string[];
  to: SetupHarness;
  remove?: boolean;
  force?: boolean;
}

export default defineCommand<Input>({
  summary: "write agents in a coding tool's own format",
  description:
    'A file that a person wrote or edited there is left as it is, exit code 1, unless --force. Without names: all agents, and exports whose definition is gone are removed. --remove takes exports back.',
  positional: ['agents'],
  required: ['to'],
  input: {
    agents: { type: 'array', items: { type: 'string' }, description: 'only these agents', complete: 'agents' },
    to: { type: 'string', enum: SETUP_HARNESSES, description: 'the coding tool', placeholder: 'harness' },
    remove: { type: 'boolean', description: 'take the exports back' },
    force: { type: 'boolean', description: 'replace files that were written or edited by hand' },
  },
  writes: true,
  examples: [
    { line: 'ka agents export --to claude', says: 'writes .claude/agents/ and says what the format cannot express' },
    { line: 'ka agents export --to codex --remove', says: 'takes back what ka wrote to .codex/agents/' },
  ],
  run({ agents = [], to, remove = false, force = false }, ctx) {
    const project = findProject(ctx);
    const format = AGENT_FORMATS.find(({ name }) => name === to)!;
    if (remove) return takeBack(project, ctx, format, agents, force);
    const raws = rawAgents(project, ctx);
    const sources = exportable(raws, format);
    const chosen = agents.map((name) => {
      const found = sources.find((raw) => raw.name.toLowerCase() === name.toLowerCase());
      if (found) return found;
      const near = nearest(
        name,
        sources.map((raw) => raw.name),
      );
      const guess = near ? ` Did you mean ${near}?` : '';
      throw new KaError('no-agent', `There is no agent "${name.slice(0, 80)}" to export.${guess}`, 'ka agents list');
    });
    const { allow } = readConfig(project, ctx).redaction;
    const plan = planExport(project, agents.length > 0 ? chosen : sources, format, { force, allow });
    const whole = agents.length > 0 ? plan : joinPlans(plan, planOrphans(project, raws, format));
    if (whole.steps.length === 0) {
      throw new KaError('no-agent', 'There is no agent to export.', 'ka agents install tdd-workflow');
    }
    return carryOut(project, ctx, whole);
  },
});

function takeBack(project: Project, ctx: Ctx, format: AgentFormat, agents: readonly string[], force: boolean) {
  const plan = planUnexport(project, format, agents, force);
  if (plan.steps.length === 0) {
    throw new KaError(
      'no-export',
      `${format.folder} holds no export of ${agents.length > 0 ? agents.join(', ') : 'an agent'}.`,
      'ka agents list',
    );
  }
  return carryOut(project, ctx, plan);
}
