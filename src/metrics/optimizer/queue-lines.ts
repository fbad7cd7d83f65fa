import { timeAfter } from './queue.ts';
import type { QueueLine, Recommendation, Status } from './recommendation.ts';

/** Nothing is resolved that somebody rejected, or that an experiment has yet to judge. */
const RESOLVABLE: readonly Status[] = ['open', 'accepted'];

/**
 * What the queue must be told of an analysis or a retro: first seen, seen again after it had been resolved, more or less
 * sure, fallen quiet.
 *
 * @param bets all that were found, decided ones too
 * @param quiet whether a rule of that analysis or retro looked at a subject and found nothing: lines of others are left alone
 */
export function queueLines(
  bets: readonly Pick<Recommendation, 'id' | 'rule' | 'subject' | 'confidence' | 'evidence'>[],
  states: ReadonlyMap<string, QueueLine>,
  quiet: (rule: string, subject: string) => boolean,
  asOf: string,
): QueueLine[] {
  const lines: QueueLine[] = [];
  const firing = new Set<string>();
  for (const { id, rule, subject, confidence, evidence } of bets) {
    firing.add(id);
    const known = states.get(id);
    const status = !known || known.status === 'resolved' ? 'open' : known.status;
    if (known?.status === status && known.confidence === confidence) continue;
    // What a person said of it still holds, also where it became surer.
    const reason = known?.status === status && known.reason !== undefined ? { reason: known.reason } : {};
    lines.push({ id, timestamp: timeAfter(known, asOf), rule, subject, status, confidence, evidence, ...reason });
  }
  for (const known of [...states.values()].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const { id, rule, subject, status, confidence, evidence } = known;
    if (firing.has(id) || !RESOLVABLE.includes(status) || !quiet(rule, subject)) continue;
    lines.push({ id, timestamp: timeAfter(known, asOf), rule, subject, status: 'resolved', confidence, evidence });
  }
  return lines;
}
