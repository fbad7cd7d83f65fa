import type { AgentFile } from '../../agents/contract.ts';
import { toDefinition } from '../../agents/definition.ts';
import { readAgentFiles, readDefinitions } from '../../agents/definitions.ts';
import { type ExportState, exportStates } from '../../agents/export-state.ts';
import { shippedAgents } from '../../agents/install.ts';
import { columns } from '../../lib/columns.ts';
import { wrap } from '../../lib/wrap.ts';
import { findProject } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';

interface Input {
  shipped?: boolean;
}

type Listed = Pick<AgentFile, 'definition' | 'path' | 'hash'>;

/** `test-pass-rate 1`: what the agent is judged by. */
function goal({ definition }: Listed): string {
  const primary = definition.metrics?.primary;
  if (!primary) return '-';
  return `${primary.name} ${primary.direction === 'min' ? '<=' : '>='} ${primary.target}`;
}

const WORDS = { current: 'exported', stale: 'export stale', edited: 'export edited' } as const;

const exportWords = (state: ExportState | undefined): string => (state ? WORDS[state] : '');

/** Claude Code runs the exported file: one that does not say what its definition says is worth a word. */
function notesOf(exports: ReadonlyMap<string, ExportState>): string[] {
  const named = (wanted: ExportState): string =>
    [...exports].flatMap(([name, state]) => (state === wanted ? [name] : [])).join(', ');
  const [stale, edited] = [named('stale'), named('edited')];
  return [
    ...(stale ? [`Claude Code runs an older ${stale}. try: ka agents export --to claude`] : []),
    ...(edited ? [`the export of ${edited} was edited by hand. try: ka doctor`] : []),
  ];
}

export default defineCommand<Input>({
  summary: 'list the agents of this repository',
  input: { shipped: { type: 'boolean', description: 'list the agents that come with ka instead' } },
  examples: [
    { line: 'ka agents list', says: 'each agent with its primary metric and its file' },
    { line: 'ka agents list --shipped', says: 'what `ka agents install` can bring' },
  ],
  run({ shipped }, ctx) {
    const project = findProject(ctx);
    const exports = exportStates(project, readAgentFiles(project, ctx));
    const agents: Listed[] = shipped
      ? shippedAgents(ctx).map(({ data, name, path, hash }) => ({
          definition: toDefinition(data ?? {}, name),
          path,
          hash,
        }))
      : readDefinitions(project, ctx);
    const rows = agents.map((agent) => [
      agent.definition.name,
      goal(agent),
      ...(shipped ? [] : [agent.path, exportWords(exports.get(agent.definition.name))]),
    ]);
    const told = shipped
      ? agents.map((agent, at) => `${rows[at]!.join('  ')}\n${wrap('    ', agent.definition.description, ctx.columns)}`)
      : [columns(rows, ctx.columns)];
    const none = 'No agents yet.\ntry: ka agents install tdd-workflow';
    const here = new Set(agents.map(({ definition }) => definition.name.toLowerCase()));
    const more = shipped ? 0 : shippedAgents(ctx).filter(({ name }) => !here.has(name.toLowerCase())).length;
    return {
      data: {
        schema_version: 1,
        agents: agents.map(({ definition, path, hash }) => ({
          ...definition,
          path,
          hash,
          exported: exports.has(definition.name),
          export: exports.get(definition.name) ?? null,
        })),
      },
      text: [
        ...(rows.length === 0 ? [none] : told),
        ...(more > 0 ? [`\n${more} ${rows.length === 0 ? '' : 'more '}to install: ka agents list --shipped`] : []),
      ].join('\n'),
      notes: shipped ? [] : notesOf(exports),
    };
  },
});
