import type { Ctx } from '../../lib/context.ts';
import type { Project } from '../../store/project.ts';
import { decide } from './decide.ts';
import { readQueueLines, recommendations } from './queue.ts';
import type { QueueLine, Recommendation, Status } from './recommendation.ts';

/** Where a recommendation stands, since when, and what was said of it. */
export interface Standing extends QueueLine {
  /** When it came into its status; `timestamp` may be later, where only the confidence changed. */
  since: string;
}

/** A recommendation of the last analysis with its standing; one that was never queued has none. */
export type Bet = Recommendation & { since: string | null; reason: string | null };

/** The newest word on every recommendation that was ever seen, by id. */
export function standings(project: Project): Map<string, Standing> {
  const found = new Map<string, Standing>();
  for (const [id, lines] of readQueueLines(project).byId) {
    const newest = lines.at(-1)!;
    const change = lines.findLastIndex(({ status }) => status !== newest.status);
    found.set(id, { ...newest, since: lines[change + 1]!.timestamp });
  }
  return found;
}

/**
 * The recommendations of the last analysis, best first, and the standing of those that are not in it: resolved, or not
 * to be judged at present; newest first.
 */
export function listBets(project: Project): { bets: Bet[]; quiet: Standing[] } {
  const all = standings(project);
  const bets = recommendations(project).map((one): Bet => {
    const standing = all.get(one.id);
    all.delete(one.id);
    return { ...one, since: standing?.since ?? null, reason: standing?.reason ?? null };
  });
  const quiet = [...all.values()].sort((a, b) =>
    a.since === b.since ? (a.id < b.id ? -1 : 1) : a.since < b.since ? 1 : -1,
  );
  return { bets, quiet };
}

/** `rejected on 2026-11-21 ("nightly runs")`; an open one is just open. */
export function sayStatus(status: Status, since: string | null | undefined, reason: string | null | undefined): string {
  if (status === 'open' || !since) return status;
  return `${status} on ${since.slice(0, 10)}${reason ? ` ("${reason}")` : ''}`;
}

/** Why it is not in the analysis, and what its evidence was. */
export function sayQuiet({ id, rule, subject, status, since, reason, evidence }: Standing): string {
  const why =
    status === 'resolved'
      ? ': its rule finds nothing any more'
      : status === 'rejected'
        ? ''
        : ', not in the last analysis';
  const was = evidence[0]?.text ? `; was: ${evidence[0].text}` : '';
  return `${id} · ${rule} · ${subject} · ${sayStatus(status, since, reason)}${why}${was}`;
}

/** What a person's word on a recommendation did. */
export interface Decided {
  status: 'recorded' | 'unchanged';
  bet: QueueLine;
  before: Status;
  /** `r_3f9a… (rule, subject) is accepted; it was rejected on 2026-11-21 ("nightly runs").` */
  said: string;
}

/** Accepts or rejects a recommendation, and says so. @throws KaError as `decide` */
export function decideOn(
  project: Project,
  ctx: Ctx,
  { id, reason }: { id: string; reason?: string },
  word: 'accepted' | 'rejected',
): Decided {
  const { status, line, before } = decide(project, ctx, id, word, reason);
  const unchanged = status === 'unchanged';
  const verb = unchanged ? `was ${word} already` : `${ctx.dryRun ? 'would be' : 'is'} ${word}`;
  const said = `${line.id} (${line.rule}, ${line.subject}) ${verb}${unchanged ? '' : sayBefore(before)}.`;
  return { status, bet: line, before: before.status, said };
}

/** What a person's word overrides; empty where it was open. */
function sayBefore({ status, timestamp, reason }: QueueLine): string {
  if (status === 'open') return '';
  const quiet = status === 'resolved' ? ': its rule finds nothing at present' : '';
  return `; it was ${sayStatus(status, timestamp, reason)}${quiet}`;
}

/** The commands that take up or turn down the best open one; none without one. */
export function howToDecide(shown: readonly Recommendation[]): string[] {
  const open = shown.filter(({ status }) => status === 'open').sort((a, b) => b.score - a.score)[0];
  return open ? [`Take one up: ka bets accept ${open.id}\nTurn it down: ka bets reject ${open.id} --reason "…"`] : [];
}
