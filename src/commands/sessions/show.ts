import { table } from '../../lib/table.ts';
import { dollars, minute, percent, seconds, thousands } from '../../metrics/summary/format.ts';
import type { Digest } from '../../sessions/digests/digest.ts';
import { addCosts, addUp, allTokens, families } from '../../sessions/family-totals.ts';
import { type Loaded, loadSessions } from '../../sessions/load.ts';
import { findProject } from '../../store/project.ts';
import { defineCommand, type Output } from '../contract.ts';
import { findSession } from './selection.ts';

export default defineCommand<{ id: string; allProjects: boolean; noSync: boolean }>({
  summary: 'show all that is known of one session, with its subagents',
  positional: ['id'],
  required: ['id'],
  input: {
    id: { type: 'string', description: 'the session\u2019s id, or its beginning' },
    allProjects: {
      type: 'boolean',
      description: 'look among those of every repository',
      default: false,
      inTool: false,
    },
    noSync: { type: 'boolean', description: 'do not look for new transcripts', default: false, inTool: true },
  },
  tool: 'read',
  examples: [{ line: 'ka sessions show 9b1d', says: 'its tokens, tools and files' }],
  async run({ id, allProjects, noSync }, ctx) {
    return showSession(await loadSessions(findProject(ctx), ctx, { sync: !noSync, allProjects }), id, ctx.columns);
  },
});

/** @throws KaError `no-session` */
export function showSession({ digests, notes }: Loaded, id: string, columns: number): Output {
  const digest = findSession(digests, id);
  const below = families(digests).find(({ root }) => root.id === digest.id)?.below ?? [];
  const all = [digest, ...below];
  const total = {
    tokens: addUp(all.map(({ tokens }) => tokens)),
    cost_usd: addCosts(all.map(({ cost_usd }) => cost_usd)),
    tool_calls: all.reduce((sum, { tool_calls }) => sum + tool_calls, 0),
    tool_errors: all.reduce((sum, { tool_errors }) => sum + (tool_errors ?? 0), 0),
  };
  return {
    data: { schema_version: 1, session: digest, subagents: below, total },
    text: [
      ...head(digest),
      ...(below.length > 0
        ? [`with ${below.length} subagents: ${tokensLine(total.tokens)}; ${dollars(total.cost_usd)}`]
        : []),
      ...sections(digest, below, columns),
    ].join('\n'),
    notes,
  };
}

const tokensLine = (tokens: Digest['tokens']): string =>
  tokens === null
    ? 'no tokens recorded'
    : `${thousands(allTokens(tokens))} tokens (input ${thousands(tokens.input)}, output ${thousands(tokens.output)}, cache read ${thousands(tokens.cache_read)}, written ${thousands(tokens.cache_write)})`;

function head(digest: Digest): string[] {
  const { git } = digest;
  const commit = (hash: string | null): string => hash?.slice(0, 10) ?? '?';
  const replayed = allTokens(digest.replayed.tokens);
  return [
    digest.id,
    `${digest.agent}, ${digest.harness} ${digest.harness_version ?? ''}, ${digest.status}, ${minute(digest.started)} to ${minute(digest.ended)}, at work ${seconds(digest.working_ms === null ? null : digest.working_ms / 1000)}`,
    `${tokensLine(digest.tokens)}; ${dollars(digest.cost_usd)}`,
    ...(replayed ? [`repeated from an earlier session, not counted here: ${thousands(replayed)} tokens`] : []),
    `${digest.turns} turns, ${digest.user_messages} prompts, ${digest.assistant_messages} replies, ${digest.tool_calls} calls, ${digest.tool_errors ?? '?'} errors, ${digest.compactions} compactions, ${digest.rejections} refused, ${digest.retries} retries`,
    ...(digest.context_peak === null ? [] : [`context at most ${percent(digest.context_peak)} full`]),
    `git ${commit(git.start)}..${commit(git.end)} on ${git.branch ?? '?'}${git.bound_by === null ? '' : ` (bound by ${git.bound_by})`}`,
    ...(digest.flags.length > 0 ? [`flags: ${digest.flags.join(', ')}`] : []),
  ];
}

function sections(digest: Digest, below: readonly Digest[], columns: number): string[] {
  const ms = (value: number | null): string => (value === null ? '-' : seconds(value / 1000));
  const blocks: Array<[string[], string[][]]> = [
    [
      ['~model', '>tokens', '>cost', 'price'],
      digest.models.map(({ model, tokens, cost_usd, price }) => [
        model ?? '(unknown)',
        thousands(allTokens(tokens)),
        dollars(cost_usd),
        price,
      ]),
    ],
    [
      ['~tool', '>calls', '>errors', '>p50', '>p95'],
      digest.tools.map(({ name, calls, errors, p50_ms, p95_ms }) => [
        name,
        String(calls),
        String(errors ?? '?'),
        ms(p50_ms),
        ms(p95_ms),
      ]),
    ],
    [
      ['~command', '>runs', '>errors'],
      digest.commands.map(({ sig, runs, errors }) => [sig, String(runs), String(errors ?? '?')]),
    ],
    [
      ['~file', '>reads', '>edits', '>read again'],
      digest.files.map(({ path, reads, edits, rereads }) => [path, String(reads), String(edits), String(rereads)]),
    ],
    [
      ['~subagent', 'id', '>tokens', '>cost', 'status'],
      below.map((one) => [
        one.agent,
        one.session_id.split('/').at(-1)!,
        thousands(allTokens(one.tokens)),
        dollars(one.cost_usd),
        one.status,
      ]),
    ],
  ];
  return blocks.flatMap(([titles, rows]) => (rows.length === 0 ? [] : ['', table(titles, rows, columns)]));
}
