import { KaError } from '../lib/errors.ts';
import type { Kind, ManagedRecord, Need } from './contract.ts';
import type { Judged, Surroundings } from './need.ts';
import { missing } from './needs/index.ts';

const listed = (judged: readonly Judged[]): string =>
  judged.map(({ says, example }) => `- ${says}${example ? `: ${example}` : ''}`).join('\n');

/**
 * Refuses a step whose needs do not hold, all at once.
 *
 * @param reason given, and taken by this gate: it passes all the same
 * @throws KaError `gate` (exit 1) naming what is missing and what to type for it
 */
export function passGate(
  step: string,
  needs: readonly Need[],
  around: Surroundings,
  takesReason: boolean,
  reason?: string,
): void {
  const lacks = missing(needs, around);
  if (lacks.length === 0 || (takesReason && reason)) return;
  const way = takesReason ? '\nOr say why it is right without: --reason "…", which is kept.' : '';
  const first = lacks.find(({ example }) => example)?.example;
  throw new KaError('gate', `${step} needs\n${listed(lacks)}${way}`, first ?? undefined, 1);
}

/** Refuses a status that may not follow, or whose gate does not hold. @throws KaError `bad-status`, `gate` (exit 1) */
export function passStatus(around: Surroundings, from: string | undefined, to: string, reason?: string): void {
  if (from === to) return;
  const { kind, record } = around;
  const next = from === undefined ? undefined : kind.transitions?.[from];
  if (next && !next.includes(to)) {
    const may = next.length > 0 ? `only ${next.join(' or ')}` : 'nothing';
    throw new KaError(
      'bad-status',
      `${record.id} is ${from}: ${may} may follow, not ${to}.`,
      `ka record show ${record.id}`,
      1,
    );
  }
  const what = around.unwritten ? `A new ${kind.kind}` : `${kind.kind} ${record.id}`;
  for (const gate of kind.gates.filter((one) => one.to.includes(to)))
    passGate(`${what} as ${to}`, gate.needs, around, gate.reason, reason);
}

/** Keeps why a gate was passed without what it needs. @throws KaError `no-reason` where the kind has no place for it */
export function keepReason(kind: Kind, record: ManagedRecord, reason: string): void {
  if (!('close_reason' in kind.fields))
    throw new KaError('no-reason', `${kind.kind} has no gate that --reason passes.`, `ka record kinds ${kind.kind}`);
  record.fields.close_reason = reason;
}
