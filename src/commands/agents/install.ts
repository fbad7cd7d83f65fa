import type { Collector } from '../../agents/contract.ts';
import type { Step } from '../../agents/export.ts';
import { chooseShipped, planInstall, shippedAgents } from '../../agents/install.ts';
import type { RawAgent } from '../../agents/raw-files.ts';
import { carryOut } from '../../agents/say.ts';
import { KaError } from '../../lib/errors.ts';
import { wrap } from '../../lib/wrap.ts';
import { otherRunner } from '../../metrics/collect/other-runner.ts';
import { findProject } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';

interface Input {
  agents?: string[];
  all?: boolean;
  force?: boolean;
}

export default defineCommand<Input>({
  summary: 'copy agents that come with ka into this repository',
  description:
    'Also exports them to Claude Code where `ka init` set it up or `.claude/agents` exists. A file that differs is left as it is, exit code 1, unless --force.',
  positional: ['agents'],
  input: {
    agents: { type: 'array', items: { type: 'string' }, description: 'names of shipped agents' },
    all: { type: 'boolean', description: 'all of them' },
    force: { type: 'boolean', description: 'replace files that differ' },
  },
  exclusive: [['agents', 'all']],
  writes: true,
  examples: [
    { line: 'ka agents install tdd-workflow code-reviewer', says: 'writes agents/ and, if set up, .claude/agents/' },
    { line: 'ka agents install --all --dry-run', says: 'shows what would be written' },
  ],
  run({ agents = [], all, force = false }, ctx) {
    if (!all && agents.length === 0) {
      throw new KaError('missing-input', 'Name the agents to install, or say --all.', 'ka agents list --shipped');
    }
    const project = findProject(ctx);
    const chosen = all ? shippedAgents(ctx) : chooseShipped(ctx, agents);
    const plan = planInstall(project, ctx, chosen, force);
    const done = carryOut(project, ctx, plan);
    const collectors = plan.steps.flatMap((step) => tellCollector(step, chosen));
    return { ...done, text: [done.text, ...collectors.map((text) => wrap('', text, ctx.columns))].join('\n') };
  },
});

/** Which command of a new agent would measure its runs: a shipped agent cannot know the tests of a project. */
function tellCollector({ name, path, status }: Step, chosen: readonly RawAgent[]): string[] {
  const source = chosen.find((agent) => agent.name === name && path.endsWith(`/${agent.stem}.md`));
  const { collect } = (source?.data?.metrics ?? {}) as { collect?: Collector };
  if (!collect || status !== 'written' || path.startsWith('.')) return [];
  return [
    `The collector of ${name}, once it is approved (ka metrics collect ${name} --trust), runs \`${collect.command}\` and reads ${collect.parse}: for another test runner change metrics.collect in ${path}, ${otherRunner}.`,
  ];
}
