import type { Ctx } from '../lib/context.ts';
import { count } from '../lib/count.ts';
import { shortIds } from '../lib/short-ids.ts';
import { isoTime } from '../lib/time.ts';
import { type PriceTable, priceTokens, readPrices } from '../models/prices.ts';
import type { Digest } from '../sessions/digests/digest.ts';
import type { Loaded } from '../sessions/load.ts';
import { type PriceOverride, readConfigOrDefaults } from '../store/config.ts';
import { readHead } from '../store/git/head.ts';
import type { Project } from '../store/project.ts';
import type { RepoFacts } from './facts/contract.ts';
import { readFacts } from './facts/read.ts';
import type { RetroInput } from './rule.ts';
import { type Session, sessionsOf } from './session.ts';

const DAY = 86_400_000;
const MONTH = 30;

/** The finished sessions of this repository, in any order, and how they went. */
export type Finished = Pick<Loaded, 'digests' | 'outcomes'>;

export interface Gathered {
  /** Null where nothing is known at all: no session and no commit. */
  input: RetroInput | null;
  /** When the last session up to then ended; null: none is known. */
  lastSession: string | null;
  notes: string[];
}

/**
 * What the rules look at, up to a time.
 *
 * @param until ms since 1970: later sessions and commits do not count; null: up to the newest session or commit
 */
export async function gather(
  project: Project,
  ctx: Ctx,
  { digests, outcomes }: Finished,
  { days, until }: { days: number; until: number | null },
): Promise<Gathered> {
  const notes: string[] = [];
  const timeless = digests.filter(({ parent, ended }) => parent === null && ended === null).length;
  if (timeless > 0)
    notes.push(
      `${count(timeless, 'session')} ${timeless === 1 ? 'has no times and was' : 'have no times and were'} left out`,
    );
  const facts = await readFacts(project, ctx, until);
  if (facts === null) {
    const none =
      until !== null && readHead(project).commit !== null
        ? `git has no commit up to ${isoTime(until).slice(0, 10)}, so`
        : 'without git history';
    notes.push(`${none} nothing is said of files and instruction files`);
  }
  if (facts?.shallow) notes.push('the history is shallow: churn and ages are lower bounds');
  const asOf = until ?? newestTime(digests, facts);
  if (asOf === null) return { input: null, lastSession: null, notes };
  const monthDays = Math.max(MONTH, days);
  const all = sessionsOf(digests, outcomes);
  const month = within(all, asOf, monthDays);
  const names = shortIds(month.map(({ id }) => id.slice(id.indexOf(':') + 1)));
  const named = month.map((one): Session => ({ ...one, name: names.get(one.id.slice(one.id.indexOf(':') + 1))! }));
  const { config } = readConfigOrDefaults(project, ctx);
  const sessions = within(named, asOf, days);
  return {
    input: {
      // One list where they are one: what rules work out of it they work out once.
      sessions: sessions.length === named.length ? named : sessions,
      month: named,
      days,
      monthDays,
      asOf: isoTime(asOf),
      facts,
      prices: pricesOf(named, readPrices(ctx), config.prices.overrides, isoTime(asOf)),
    },
    lastSession: all.findLast(({ ended }) => ended <= isoTime(asOf))?.ended ?? null,
    notes,
  };
}

function newestTime(digests: readonly Digest[], facts: RepoFacts | null): number | null {
  let newest = facts?.at ?? '';
  for (const { ended } of digests) if (ended !== null && ended > newest) newest = ended;
  return newest === '' ? null : Date.parse(newest);
}

function within<T extends { ended: string }>(sessions: readonly T[], asOf: number, days: number): T[] {
  const [from, to] = [isoTime(asOf - days * DAY), isoTime(asOf)];
  return sessions.filter(({ ended }) => ended > from && ended <= to);
}

/** Dollars for a million output tokens, as the config or the price table says. */
function pricesOf(
  sessions: readonly Session[],
  table: PriceTable | null,
  overrides: Readonly<Record<string, PriceOverride>>,
  day: string,
): Map<string, number> {
  const million = { input: 0, output: 1e6, reasoning: 0, cache_read: 0, cache_write: 0, cache_write_1h: 0 };
  const prices = new Map<string, number>();
  for (const { model } of sessions.flatMap(({ runs }) => runs.flatMap(({ models }) => models))) {
    if (model === null || prices.has(model)) continue;
    const nanos = table && priceTokens(table, model, million, day);
    const price = Object.hasOwn(overrides, model) ? overrides[model]!.output : nanos === null ? null : nanos / 1e9;
    if (price !== null) prices.set(model, price);
  }
  return prices;
}
