import { shortIds } from '../../lib/short-ids.ts';
import { table } from '../../lib/table.ts';
import { dollars, minute, seconds, thousands } from '../../metrics/summary/format.ts';
import type { Digest } from '../../sessions/digests/digest.ts';
import { addCosts, addUp, allTokens, type Family, families } from '../../sessions/family-totals.ts';
import { loadSessions } from '../../sessions/load.ts';
import { findProject } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';
import { type Selection, selectionInput, selects } from './selection.ts';

const SORTS = ['time', 'cost', 'tokens', 'errors', 'duration'] as const;
type Sort = (typeof SORTS)[number];

interface Input extends Selection {
  sort: Sort;
  limit: number;
  subagents: boolean;
}

export default defineCommand<Input>({
  summary: 'list the sessions of all coding tools, newest first',
  description:
    'A line stands for a session with its subagents. `>` before a number: it is a lower bound, since the tool left a part out.',
  input: {
    ...selectionInput,
    sort: { type: 'string', description: 'by what, the greatest first', enum: SORTS, default: 'time' },
    limit: { type: 'integer', description: 'at most so many; 0: all', minimum: 0, default: 20, placeholder: 'n' },
    subagents: { type: 'boolean', description: 'a line for each subagent too', default: false },
  },
  tool: 'read',
  examples: [
    { line: 'ka sessions list', says: 'the newest twenty' },
    { line: 'ka sessions list --sort cost --days 7', says: 'what the week\u2019s money went into' },
  ],
  async run(input, ctx) {
    const project = findProject(ctx);
    const loaded = await loadSessions(project, ctx, { sync: !input.noSync, allProjects: input.allProjects });
    const fits = selects(input, ctx.now());
    const all = families(loaded.digests).filter(({ root, below }) => fits(root) || below.some(fits));
    const sorted = all.sort((a, b) => keyOf(b, input.sort) - keyOf(a, input.sort) || (a.root.id < b.root.id ? -1 : 1));
    const shown = input.limit === 0 ? sorted : sorted.slice(0, input.limit);
    const sessions = shown.flatMap(({ root, below }) => [root, ...below]);
    const ids = shortIds(shown.map(({ root }) => root.session_id));
    const rows = shown.flatMap((family) => [
      rowOf(family, loaded.running, ids.get(family.root.session_id)!),
      ...(input.subagents
        ? family.below.map((digest) =>
            rowOf(
              { root: digest, below: [] },
              loaded.running,
              `  ${(digest.session_id.split('/').at(-1) ?? '').slice(0, 8)}`,
            ),
          )
        : []),
    ]);
    const head = ['id', 'started', '~agent', 'tool', '>tokens', '>cost', '>time', '>calls', '>errors', 'status'];
    const more = all.length - shown.length;
    const hidden = loaded.report?.passed ?? 0;
    return {
      data: { schema_version: 1, total: all.length, sessions },
      text:
        rows.length === 0
          ? `No session of this repository is known.${hidden > 0 ? ' `--all-projects` shows those of others.' : ''}`
          : [table(head, rows, ctx.columns), ...(more > 0 ? [`… and ${more} more: --limit 0`] : [])].join('\n'),
      notes: loaded.notes,
    };
  },
});

const membersOf = ({ root, below }: Family): Digest[] => [root, ...below];

function keyOf(family: Family, sort: Sort): number {
  const all = membersOf(family);
  const { root } = family;
  if (sort === 'cost') return addCosts(all.map(({ cost_usd }) => cost_usd)) ?? -1;
  if (sort === 'tokens') return allTokens(addUp(all.map(({ tokens }) => tokens))) ?? -1;
  if (sort === 'errors') return all.reduce((sum, { tool_errors }) => sum + (tool_errors ?? 0), 0);
  if (sort === 'duration') return root.working_ms ?? -1;
  return root.started === null ? -1 : Date.parse(root.started);
}

function rowOf(family: Family, running: ReadonlySet<string>, id: string): string[] {
  const { root } = family;
  const all = membersOf(family);
  const part = all.some(({ flags }) => flags.includes('partial')) ? '>' : '';
  const cost = addCosts(all.map(({ cost_usd }) => cost_usd));
  const tokens = allTokens(addUp(all.map((digest) => digest.tokens)));
  const unpriced = all.some(({ flags }) => flags.includes('unpriced'));
  return [
    id,
    minute(root.started),
    root.agent,
    root.harness,
    tokens === null ? 'n/a' : part + thousands(tokens),
    cost === null ? (unpriced ? 'unpriced' : 'n/a') : (part || (unpriced ? '>' : '')) + dollars(cost),
    seconds(root.working_ms === null ? null : root.working_ms / 1000),
    String(all.reduce((sum, { tool_calls }) => sum + tool_calls, 0)),
    String(all.reduce((sum, { tool_errors }) => sum + (tool_errors ?? 0), 0)),
    running.has(root.id) ? 'running' : root.status,
  ];
}
