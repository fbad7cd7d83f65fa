import { count } from '../lib/count.ts';
import { isoWeek } from '../lib/iso-week.ts';
import { wrap } from '../lib/wrap.ts';
import { sayPast } from '../metrics/optimizer/advice.ts';
import { type Standing, sayStatus } from '../metrics/optimizer/bets.ts';
import { tokens } from '../metrics/optimizer/say.ts';
import { sayCost } from '../sessions/run-sums.ts';
import type { Held, Place, Retro, RetroBet } from './bet.ts';

export const HEADINGS: ReadonlyArray<[Exclude<Place, null>, string]> = [
  ['top', 'Top bet'],
  ['investigate', 'To investigate'],
  ['quick', 'Quick'],
  ['weak', 'Weak evidence only: look before you change anything'],
];

/** `saves about 12k tokens a week (estimated)`; empty where the saving is not told. */
export const saySaving = ({ saving, expected_tokens_saved }: RetroBet): string =>
  saving === null
    ? ''
    : `saves ${saving === 'estimated' ? 'about ' : ''}${tokens(expected_tokens_saved)} tokens a week (${saving})`;

const WHY_HELD: Readonly<Record<Exclude<Held, null>, string>> = {
  outranked: 'better ones fill the report',
  weak: 'weak evidence',
  'same subject': 'a better one on the same subject is shown',
};

/** `5 further bets: ka retro --all (held back: 3 outranked, 2 weak)` */
function tellHeld(held: readonly Exclude<Held, null>[]): string {
  const reasons = [...new Set(held)].map((why) => `${held.filter((one) => one === why).length} ${why}`);
  return `${count(held.length, 'further bet')}: ka retro --all (held back: ${reasons.join(', ')})`;
}

const NO_QUOTES: ReadonlyMap<string, string> = new Map();

/**
 * One bet with its numbers and steps.
 *
 * @param quotes what people said, by bet: for the terminal only
 */
export function tellBet(bet: RetroBet, columns: number, quotes: ReadonlyMap<string, string> = NO_QUOTES): string {
  const facts = [bet.id, bet.rule, `${bet.confidence} confidence`, `${bet.effort_minutes} min`, saySaving(bet)];
  return [
    wrap('* ', bet.title, columns),
    wrap('  ', facts.filter((text) => text !== '').join(' · '), columns),
    ...bet.evidence.map(({ text }) => wrap('  - ', text, columns)),
    ...(quotes.has(bet.id) ? [wrap('  - ', `said: "${quotes.get(bet.id)}"`, columns)] : []),
    ...(bet.missing === null ? [] : [wrap('  missing: ', bet.missing, columns)]),
    ...(bet.held === null ? [] : [wrap('  held back: ', WHY_HELD[bet.held], columns)]),
    ...bet.past.map((one) => wrap('  past: ', sayPast(one), columns)),
    wrap('  why: ', bet.why, columns),
    ...bet.apply.map((step, i) => wrap(`  ${i + 1}) `, step, columns)),
    ...(bet.edit ? [`  as a commit: ka bets apply ${bet.id} --dry-run`] : []),
  ].join('\n');
}

/** What the window held. */
export function tellWindow({ window, totals, commit }: Retro): string {
  if (window === null) return 'No session and no commit is known. Which transcripts are here: ka doctor --formats';
  const parts = [
    `${isoWeek(Date.parse(window.to))}: ${count(window.days, 'day')} up to ${window.to.slice(0, 16).replace('T', ' ')} UTC`,
    count(totals.sessions, 'session'),
    ...(totals.tokens === null ? [] : [`${totals.lower_bound.tokens ? '>' : ''}${tokens(totals.tokens)} tokens`]),
    ...(totals.cost_usd === null ? [] : [sayCost(totals.cost_usd, totals.tokens, totals.lower_bound)]),
    ...(commit === null ? [] : [`commit ${commit.slice(0, 12)}`]),
  ];
  return parts.join(' · ');
}

/** `r_… split src/a.ts: rejected on 2026-11-20 ("…")` */
export function tellDecided({ id, title, status }: RetroBet, standing: Standing | undefined): string {
  return `${id} ${title}: ${sayStatus(status, standing?.since, standing?.reason)}`;
}

/** What the report leaves out, and how it was weighed. */
export function tellRest({ bets, tests, notes }: Retro, all: boolean): string[] {
  const held = all ? [] : bets.flatMap((bet) => bet.held ?? []);
  return [
    ...(held.length > 0 ? [tellHeld(held)] : []),
    ...(tests > 0
      ? [`${count(tests, 'hypothesis')} tested${tests > 1 ? ' together (Benjamini-Hochberg, 5 %)' : ''}`]
      : []),
    ...notes,
  ];
}

/** The report for a terminal. */
export function tellRetro(
  retro: Retro,
  standings: ReadonlyMap<string, Standing>,
  { all, columns, quotes }: { all: boolean; columns: number; quotes?: ReadonlyMap<string, string> },
): string {
  const parts = [wrap('', tellWindow(retro), columns)];
  for (const [place, heading] of HEADINGS) {
    const own = retro.bets.filter((bet) => bet.place === place);
    if (own.length > 0) parts.push(heading, ...own.map((bet) => tellBet(bet, columns, quotes)));
  }
  const others = all ? retro.bets.filter(({ place }) => place === null) : [];
  if (others.length > 0) parts.push('Further bets', ...others.map((bet) => tellBet(bet, columns, quotes)));
  if (retro.bets.length === 0 && retro.window)
    parts.push(
      sayNothing(retro)
        .split('\n')
        .map((line) => wrap('', line, columns))
        .join('\n'),
    );
  if (retro.decided.length > 0) {
    const lines = retro.decided.map((bet) => wrap('- ', tellDecided(bet, standings.get(bet.id)), columns));
    parts.push(['Decided already, not proposed again:', ...lines].join('\n'));
  }
  const rest = tellRest(retro, all);
  if (rest.length > 0) parts.push(rest.map((line) => wrap('', line, columns)).join('\n'));
  const first = HEADINGS.flatMap(([place]) => retro.bets.filter((bet) => bet.place === place))[0];
  if (first)
    parts.push(
      `Take one up: ka bets accept ${first.id}\nTurn it down: ka bets reject ${first.id} --reason "…"\nWhat a rule looks at: ka explain ${first.rule}`,
    );
  return parts.join('\n\n');
}

/** Why there is no bet, and in a line of its own what to type next. */
export function sayNothing({ totals, window, last_session }: Retro): string {
  if (totals.sessions > 0) return 'No rule found anything to improve.';
  if (last_session === null)
    return `No session that ended by ${window!.to.slice(0, 10)} is known.\nNew ones: ka sessions sync. Which transcripts are here: ka doctor --formats`;
  const days = window!.days === 1 ? 'this one day' : `these ${window!.days} days`;
  const day = last_session.slice(0, 10);
  return `No session ended in ${days}. The last one ended on ${day}:\nka retro --as-of ${day}`;
}
