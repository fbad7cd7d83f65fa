import { shortIds } from '../../lib/short-ids.ts';
import { table } from '../../lib/table.ts';
import { minute, seconds } from '../../metrics/summary/format.ts';
import type { Digest } from '../../sessions/digests/digest.ts';
import { allTokens, type Family, families, isCopy } from '../../sessions/family-totals.ts';
import { loadSessions } from '../../sessions/load.ts';
import { sayRuns, sumRuns } from '../../sessions/run-sums.ts';
import { findProject } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';
import { type Selection, sayNone, selectionInput, selects } from './selection.ts';

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
    'A line stands for a session with its subagents, `--limit` counts these lines. `>` before a number: it is a lower bound, since a part is unknown. `at work`: from each prompt to the last reply. In `--json` each subagent is a session of its own, and `total` is the number of `sessions` with `--limit 0`.',
  input: {
    ...selectionInput,
    sort: {
      type: 'string',
      description: 'by what, the greatest first (duration: time at work)',
      enum: SORTS,
      default: 'time',
    },
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
    const known = families(loaded.digests);
    const all = known.filter(({ root, below }) => fits(root) || below.some(fits));
    const sorted = all.sort((a, b) => keyOf(b, input.sort) - keyOf(a, input.sort) || (a.root.id < b.root.id ? -1 : 1));
    const shown = input.limit === 0 ? sorted : sorted.slice(0, input.limit);
    const sessions = shown.flatMap(membersOf);
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
    const head = [
      'id',
      'started (UTC)',
      '~agent',
      'tool',
      '>tokens',
      '>cost',
      '>at work',
      '>calls',
      '>errors',
      'status',
    ];
    const more = all.length - shown.length;
    const copies = shown.some(isCopy) ? ['copied: a fork so far; what it holds counts in the earlier session.'] : [];
    return {
      data: { schema_version: 1, total: all.flatMap(membersOf).length, sessions },
      text:
        rows.length === 0
          ? sayNone(known.length, loaded)
          : [table(head, rows, ctx.columns), ...copies, ...(more > 0 ? [`… and ${more} more: --limit 0`] : [])].join(
              '\n',
            ),
      notes: loaded.notes,
    };
  },
});

const membersOf = ({ root, below }: Family): Digest[] => [root, ...below];

function keyOf(family: Family, sort: Sort): number {
  const { root } = family;
  const sums = sumRuns(membersOf(family));
  if (sort === 'cost') return sums.cost_usd ?? -1;
  if (sort === 'tokens') return allTokens(sums.tokens) ?? -1;
  if (sort === 'errors') return sums.tool_errors ?? -1;
  if (sort === 'duration') return root.working_ms ?? -1;
  return root.started === null ? -1 : Date.parse(root.started);
}

function rowOf(family: Family, running: ReadonlySet<string>, id: string): string[] {
  const { root } = family;
  const { tokens, cost, calls, errors } = sayRuns(membersOf(family));
  return [
    id,
    minute(root.started),
    root.agent,
    root.harness,
    isCopy(family) ? 'copied' : tokens,
    cost,
    seconds(root.working_ms === null ? null : root.working_ms / 1000),
    calls,
    errors,
    running.has(root.id) ? 'running' : root.status,
  ];
}
