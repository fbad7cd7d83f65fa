import { count } from '../../lib/count.ts';
import { shellWord } from '../../lib/shell-word.ts';
import { table } from '../../lib/table.ts';
import { wrap } from '../../lib/wrap.ts';
import { fromTo, minute, percent, seconds, thousands } from '../../metrics/summary/format.ts';
import type { Digest } from '../../sessions/digests/digest.ts';
import { allTokens, families } from '../../sessions/family-totals.ts';
import { type Loaded, loadSessions } from '../../sessions/load.ts';
import { type RunSums, sayCost, sayRuns, sayTokens, sumRuns } from '../../sessions/run-sums.ts';
import { startedSubagents, UNSEEN_SUBAGENTS } from '../../sessions/unseen-subagents.ts';
import { findProject } from '../../store/project.ts';
import { defineCommand, type Output } from '../contract.ts';
import { findSession, oneSession } from './selection.ts';

export default defineCommand<{ id: string; allProjects: boolean; noSync: boolean }>({
  summary: 'show all that is known of one session, with its subagents',
  positional: ['id'],
  required: ['id'],
  input: oneSession,
  tool: 'read',
  examples: [{ line: 'ka sessions show 9b1d', says: 'its tokens, tools and files' }],
  async run({ id, allProjects, noSync }, ctx) {
    const loaded = await loadSessions(findProject(ctx), ctx, { sync: !noSync, allProjects });
    const digest = findSession(loaded, id, { line: `ka sessions show ${shellWord(id)}`, allProjects });
    return showSession(loaded, digest, ctx.columns);
  },
});

/** What is known of one of the loaded sessions. */
export function showSession({ digests, notes }: Loaded, digest: Digest, columns: number): Output {
  const below = families(digests).find(({ root }) => root.id === digest.id)?.below ?? [];
  const total = sumRuns([digest, ...below]);
  return {
    data: { schema_version: 1, session: digest, subagents: below, total },
    text: [
      ...head(digest, below, total).map((line) => wrap('', line, columns)),
      ...sections(digest, below, columns),
    ].join('\n'),
    notes,
  };
}

function chargeLine({ tokens, cost_usd, lower_bound }: RunSums): string {
  if (tokens === null) return 'no tokens recorded';
  const say = (value: number | null): string => sayTokens(value, lower_bound);
  const { input, output, cache_read, cache_write } = tokens;
  const classes = `input ${say(input)}, output ${say(output)}, cache read ${say(cache_read)}, written ${say(cache_write)}`;
  return `${say(allTokens(tokens))} tokens (${classes}); ${sayCost(cost_usd, allTokens(tokens), lower_bound)}`;
}

const countErrors = (errors: number | null): string => (errors === null ? '? errors' : count(errors, 'error'));

function head(digest: Digest, below: readonly Digest[], total: RunSums): string[] {
  const replayed = allTokens(digest.replayed.tokens);
  const unseen = digest.flags.includes(UNSEEN_SUBAGENTS) ? startedSubagents(digest) : 0;
  const own = [chargeLine(sumRuns([digest])), countsLine(digest)];
  const whole = `${chargeLine(total)}; ${count(total.tool_calls, 'call')}, ${countErrors(total.tool_errors)}`;
  return [
    digest.id,
    `${digest.agent}, ${digest.harness} ${digest.harness_version ?? ''}, ${digest.status}, ${fromTo(minute(digest.started), minute(digest.ended))}, at work ${seconds(digest.working_ms === null ? null : digest.working_ms / 1000)}`,
    ...(below.length > 0
      ? [`with ${count(below.length, 'subagent')}: ${whole}`, `its own part: ${own.join('; ')}`]
      : own),
    ...(unseen > 0
      ? [`${count(unseen, 'subagent')} started, 0 transcripts of them found: what they used is not counted here`]
      : []),
    ...(replayed ? [`repeated from an earlier session, not counted here: ${thousands(replayed)} tokens`] : []),
    ...(digest.context_peak === null ? [] : [`context at most ${percent(digest.context_peak)} full`]),
    ...gitLine(digest.git),
    ...(digest.flags.length > 0 ? [`flags: ${digest.flags.join(', ')}`] : []),
  ];
}

const countsLine = (digest: Digest): string =>
  [
    count(digest.turns, 'turn'),
    count(digest.user_messages, 'prompt'),
    count(digest.assistant_messages, 'reply'),
    count(digest.tool_calls, 'call'),
    countErrors(digest.tool_errors),
    count(digest.compactions, 'compaction'),
    `${digest.rejections} refused`,
    count(digest.retries, 'retry'),
  ].join(', ');

const SEEN = { hook: 'seen by the hook', run: 'seen by ka run', time: 'guessed from the time' } as const;

/** Which commits it began and ended at; what its tool did not tell is left out. */
function gitLine({ start, end, branch, bound_by }: Digest['git']): string[] {
  const short = (hash: string): string => hash.slice(0, 10);
  const known = [
    ...(branch === null ? [] : [`branch ${branch}`]),
    ...(start === null ? [] : [`began at ${short(start)}`]),
    ...(end === null ? [] : [`ended at ${short(end)}`]),
  ];
  if (known.length === 0) return [];
  return [`git: ${known.join(', ')}${bound_by === null ? '' : ` (commits ${SEEN[bound_by]})`}`];
}

function sections(digest: Digest, below: readonly Digest[], columns: number): string[] {
  const { tokens: least } = sumRuns([digest]).lower_bound;
  const ms = (value: number | null): string => (value === null ? '-' : seconds(value / 1000));
  const blocks: Array<[string[], string[][]]> = [
    [
      ['~model', '>tokens', '>cost', 'price'],
      digest.models.map(({ model, tokens, cost_usd, price }) => [
        model ?? '(unknown)',
        sayTokens(allTokens(tokens), { tokens: least, cost: least }),
        sayCost(cost_usd, allTokens(tokens), { tokens: least, cost: least }),
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
      below.map((one) => {
        const { tokens, cost } = sayRuns([one]);
        return [one.agent, one.session_id.split('/').at(-1)!, tokens, cost, one.status];
      }),
    ],
  ];
  return blocks.flatMap(([titles, rows]) => (rows.length === 0 ? [] : ['', table(titles, rows, columns)]));
}
