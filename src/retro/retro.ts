import { join } from 'node:path';
import type { Ctx } from '../lib/context.ts';
import { count } from '../lib/count.ts';
import { isoTime, parseTime } from '../lib/time.ts';
import { appendQueue } from '../metrics/optimizer/append-queue.ts';
import { queueLock, readQueueLines, retroFile } from '../metrics/optimizer/queue.ts';
import { queueLines } from '../metrics/optimizer/queue-lines.ts';
import type { QueueLine } from '../metrics/optimizer/recommendation.ts';
import { allTokens } from '../sessions/family-totals.ts';
import { sumRuns } from '../sessions/run-sums.ts';
import { readConfigOrDefaults } from '../store/config.ts';
import { readText, replaceFile, statFile } from '../store/files.ts';
import { withLock } from '../store/lock/lock.ts';
import type { Project } from '../store/project.ts';
import { redactSecrets } from '../store/redact/redact.ts';
import type { Retro, RetroBet } from './bet.ts';
import { type Finished, gather } from './input.ts';
import { FALSE_CLAIMS, type Judged, judgeRetro } from './judge.ts';
import { pastUntil } from './past.ts';
import type { RetroInput, RetroRule } from './rule.ts';
import { rules as table } from './rules/index.ts';
import { selectBets } from './select.ts';

/** Findings that may be chance and are named. */
const NAMED = 3;

export interface RetroOptions {
  days: number;
  /** Ms since 1970: looks back from then and changes nothing; null: from the newest session or commit. */
  until: number | null;
}

export interface Ran {
  retro: Retro;
  /** What the queue is told. */
  lines: QueueLine[];
}

export const loadRetroRules = async (): Promise<RetroRule[]> =>
  Promise.all(Object.values(table).map(async (load) => (await load()).default));

/**
 * Looks for what could go better, and lets the queue and `.kaizen/retro/analysis.json` know (only what changes). A look at
 * the past (`until`) changes nothing. The same digests, records, commit, queue and experiments give the same bytes in any
 * order, since nothing here asks the clock.
 *
 * @throws KaError `busy` if another run holds the queue for 5 s; `git-failed` for a broken repository
 */
export async function runRetro(project: Project, ctx: Ctx, finished: Finished, options: RetroOptions): Promise<Ran> {
  const { input, lastSession, notes } = await gather(project, ctx, finished, options);
  if (input === null) return { retro: { ...NOTHING, notes }, lines: [] };
  const past = options.until !== null;
  const judged = judgeRetro(input, await loadRetroRules(), pastUntil(project, past ? input.asOf : null));
  const { config } = readConfigOrDefaults(project, ctx);
  const { bets, chance } = judged;
  const clean = { ...judged, ...redactSecrets({ bets, chance }, config.redaction.allow).value };
  const look = (): Ran => weigh(input, lastSession, clean, statesUntil(project, past ? input.asOf : null), notes);
  if (ctx.dryRun || past || !statFile(project.kaizen)) return look();
  return withLock(queueLock(project), ctx, () => {
    const ran = look();
    appendQueue(project, ctx, ran.lines);
    const text = `${JSON.stringify(ran.retro, null, 2)}\n`;
    if (readOrNull(retroFile(project)) !== text) replaceFile(retroFile(project), text, join(project.local, 'tmp'));
    return ran;
  });
}

/** The newest word on each bet, as it was at a time. */
function statesUntil(project: Project, until: string | null): Map<string, QueueLine> {
  const states = new Map<string, QueueLine>();
  for (const [id, lines] of readQueueLines(project).byId) {
    const line = until === null ? lines.at(-1) : lines.findLast(({ timestamp }) => timestamp <= until);
    if (line) states.set(id, line);
  }
  return states;
}

/** Puts what was found beside what people decided. */
function weigh(
  input: RetroInput,
  lastSession: string | null,
  { bets: found, tests, chance, beyond, quiet }: Judged,
  states: ReadonlyMap<string, QueueLine>,
  notes: readonly string[],
): Ran {
  const all = found.map((bet): RetroBet => {
    const known = states.get(bet.id)?.status ?? 'open';
    return { ...bet, status: known === 'resolved' ? 'open' : known };
  });
  const runs = input.sessions.flatMap((session) => session.runs);
  const sums = sumRuns(runs);
  const from = isoTime(parseTime(input.asOf)! - input.days * 86_400_000);
  const retro: Retro = {
    schema_version: 1,
    as_of: input.asOf,
    window: { from, to: input.asOf, days: input.days },
    commit: input.facts?.commit ?? null,
    totals: {
      sessions: input.sessions.length,
      tokens: allTokens(sums.tokens),
      cost_usd: sums.cost_usd,
      lower_bound: sums.lower_bound,
    },
    last_session: lastSession,
    tests,
    bets: selectBets(all.filter(({ status }) => status === 'open')),
    decided: all.filter(({ status }) => status !== 'open'),
    notes: [
      ...notes,
      ...sayChance(chance, tests),
      ...(beyond > 0 ? [`${count(beyond, 'finding')} beyond the 25 best of a rule left out`] : []),
    ],
  };
  return { retro, lines: queueLines(found, states, quiet, input.asOf) };
}

/** Of what may be chance, the likeliest to be more, with what it lacks; the others are counted. */
function sayChance(chance: Judged['chance'], tests: number): string[] {
  const all = tests === 1 ? '' : ` with all ${tests} tests counted`;
  const told = chance
    .toSorted((a, b) => a.q - b.q || (a.title < b.title ? -1 : 1))
    .slice(0, NAMED)
    .map(
      ({ rule, title, q }) =>
        `held back: ${title} (${rule}): may be chance, p ${q.toPrecision(2)}${all}, ${FALSE_CLAIMS} is needed`,
    );
  const more = chance.length - told.length;
  return more > 0 ? [...told, `${count(more, 'more finding')} may be chance`] : told;
}

const NOTHING: Retro = {
  schema_version: 1,
  as_of: null,
  window: null,
  commit: null,
  totals: { sessions: 0, tokens: null, cost_usd: null, lower_bound: { tokens: false, cost: false } },
  last_session: null,
  tests: 0,
  bets: [],
  decided: [],
  notes: [],
};

/** A view that cannot be read is one to replace. */
function readOrNull(path: string): string | null {
  try {
    return readText(path);
  } catch {
    return null;
  }
}
