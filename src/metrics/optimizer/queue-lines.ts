import { timeAfter } from '../metrics/optimizer/queue.ts';
import type { QueueLine, Status } from '../metrics/optimizer/recommendation.ts';
import type { RetroBet } from './bet.ts';

/** Nothing is resolved that somebody rejected, or that an experiment has yet to judge. */
const RESOLVABLE: readonly Status[] = ['open', 'accepted'];

/**
 * What the queue must be told of a retro: first seen, seen again after it had been resolved, more or less sure, fallen
 * quiet. The optimizer's own lines are left alone.
 *
 * @param bets all that were found, decided ones too
 * @param quiet whether a rule of the retro looked at a subject and found nothing
 */
export function queueLines(
  bets: readonly RetroBet[],
  states: ReadonlyMap<string, QueueLine>,
  quiet: (rule: string, subject: string) => boolean,
  asOf: string,
): QueueLine[] {
  const lines: QueueLine[] = [];
  for (const { id, rule, subject, confidence, evidence } of bets) {
    const known = states.get(id);
    const status = !known || known.status === 'resolved' ? 'open' : known.status;
    if (known?.status === status && known.confidence === confidence) continue;
    const reason = known?.status === status && known.reason !== undefined ? { reason: known.reason } : {};
    lines.push({ id, timestamp: timeAfter(known, asOf), rule, subject, status, confidence, evidence, ...reason });
  }
  for (const known of [...states.values()].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    if (!RESOLVABLE.includes(known.status) || !quiet(known.rule, known.subject)) continue;
    const { id, rule, subject, confidence, evidence } = known;
    lines.push({ id, timestamp: timeAfter(known, asOf), rule, subject, status: 'resolved', confidence, evidence });
  }
  return lines;
}
