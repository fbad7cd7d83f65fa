import type { Ctx } from '../../lib/context.ts';
import { KaError } from '../../lib/errors.ts';
import { nearest } from '../../lib/nearest.ts';
import { isoTime } from '../../lib/time.ts';
import { readConfig } from '../../store/config.ts';
import { withLock } from '../../store/lock/lock.ts';
import type { Project } from '../../store/project.ts';
import { refuseSecrets } from '../../store/redact/redact.ts';
import { appendQueue } from './append-queue.ts';
import { queueLock, readQueue, timeAfter } from './queue.ts';
import type { QueueLine } from './recommendation.ts';

/** A reason is a sentence or two; a line of the log stays far below 64 KB. */
const LONGEST_REASON = 2000;

/** The one recommendation that an id, or the unambiguous start of one, names. @throws KaError `no-bet`, `ambiguous-id` */
export function findLine(states: ReadonlyMap<string, QueueLine>, id: string): QueueLine {
  const exact = states.get(id);
  if (exact) return exact;
  const starting = [...states.values()].filter((line) => line.id.startsWith(id) && id.length >= 3);
  if (starting.length === 1) return starting[0]!;
  if (starting.length > 1)
    throw new KaError(
      'ambiguous-id',
      `${id} could be any of ${starting
        .map((line) => line.id)
        .sort()
        .join(', ')}.`,
      'ka bets list',
    );
  const near = nearest(id, states.keys());
  throw new KaError(
    'no-bet',
    `There is no recommendation ${id}${near ? `; did you mean ${near}?` : '.'}`,
    'ka bets list',
  );
}

/**
 * Moves a recommendation to a state by a person's word.
 *
 * @returns `unchanged` if it is there already and no new reason is given; then nothing is written. `before`: what the
 *   queue said until now
 * @throws KaError `no-bet`, `ambiguous-id`, `bad-reason`, or what the redaction gate says of the reason
 */
export function decide(
  project: Project,
  ctx: Ctx,
  id: string,
  status: 'accepted' | 'rejected' | 'applied',
  reason?: string,
): { status: 'recorded' | 'unchanged'; line: QueueLine; before: QueueLine } {
  if (reason !== undefined) {
    if (reason.length > LONGEST_REASON)
      throw new KaError('bad-reason', `The reason has ${reason.length} characters; ${LONGEST_REASON} are the most.`);
    refuseSecrets(reason, readConfig(project, ctx).redaction.allow);
  }
  const work = () => {
    const known = findLine(readQueue(project).states, id);
    if (known.status === status && (reason === undefined || reason === known.reason))
      return { status: 'unchanged' as const, line: known, before: known };
    const { rule, subject, confidence, evidence } = known;
    const timestamp = timeAfter(known, isoTime(ctx.now()));
    const line: QueueLine = {
      id: known.id,
      timestamp,
      rule,
      subject,
      status,
      confidence,
      evidence,
      ...(reason === undefined ? {} : { reason }),
    };
    if (!ctx.dryRun) appendQueue(project, ctx, [line]);
    return { status: 'recorded' as const, line, before: known };
  };
  return ctx.dryRun ? work() : withLock(queueLock(project), ctx, work);
}
