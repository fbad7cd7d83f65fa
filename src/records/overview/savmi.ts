import { count } from '../../lib/count.ts';
import type { ManagedRecord } from '../contract.ts';
import type { Everything } from '../reports/contract.ts';
import { overdueForecasts } from './overdue.ts';
import { ACCEPTED, newestVerdicts } from './verdicts.ts';

/** The layers of the loop, in order. */
export const LAYERS = ['scope', 'adapt', 'verify', 'manage', 'improve'] as const;
export type Layer = (typeof LAYERS)[number];

/** What of one layer exists for a task, and what is missing. */
export interface LayerState {
  layer: Layer;
  has: string[];
  missing: string[];
}

const some = (n: number, noun: string): string[] => (n === 0 ? [] : [count(n, noun)]);
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** Records of a kind that belong to a task: by `task` or `of`. */
function belonging(all: Everything, id: string): (kind: string) => ManagedRecord[] {
  return (kind) => all.of(kind).filter(({ fields }) => [fields.task, fields.of].includes(id));
}

/**
 * How far a task is in each layer, from what names it. Nothing is guessed: a layer has what a record says it has.
 *
 * @param now ISO 8601: a forecast is overdue by it
 */
export function savmi(all: Everything, task: ManagedRecord, now: string): LayerState[] {
  const of = belonging(all, task.id);
  const verdict = newestVerdicts(all.of('verification')).get(task.id)?.fields.conclusion;
  const criteria = listOf(task.fields.criteria);
  const grounds = [...of('source'), ...of('evidence')].length + listOf(task.fields.evidence).length;
  const forecasts = of('forecast');
  const overdue = overdueForecasts(all, now).filter((forecast) => forecasts.includes(forecast));
  const plans = of('plan').filter(({ fields }) => fields.status !== 'canceled');
  const packets = ['subagent-packet', 'diagnostic-packet'].flatMap(of);
  const answered = new Set(packets.map(({ fields }) => fields.reply_to));
  const waiting = packets.filter(
    ({ id, fields }) => fields.type === 'request' && fields.status === 'recorded' && !answered.has(id),
  );
  const proofs = [...of('proof'), ...of('eval-run')];
  const changes = all.of('ledger').filter(({ fields }) => fields.task === task.id);
  const lessons = ['gotcha', 'learning', 'learned'].flatMap(of);
  const unpromoted = of('gotcha').filter(({ fields }) => fields.status === 'active');
  const unlearned = of('learning').filter(({ fields }) => fields.status === 'active');
  return [
    {
      layer: 'scope',
      has: [
        ...some(criteria.length, 'acceptance criterion'),
        ...some(grounds, 'source'),
        ...some(forecasts.length, 'forecast'),
      ],
      missing: [...(criteria.length === 0 ? ['acceptance criteria'] : []), ...(grounds === 0 ? ['evidence'] : [])],
    },
    {
      layer: 'adapt',
      has: [...some(plans.length, 'plan'), ...some(packets.length, 'packet')],
      missing: [
        ...(plans.length === 0 ? ['a plan'] : []),
        ...(waiting.length > 0 ? [`an answer to ${waiting.map(({ id }) => id).join(', ')}`] : []),
      ],
    },
    {
      layer: 'verify',
      has: [...(verdict === undefined ? [] : [String(verdict)]), ...some(proofs.length, 'proof')],
      missing: ACCEPTED.has(verdict) ? [] : ['an accepted verdict'],
    },
    {
      layer: 'manage',
      has: some(changes.length, 'change'),
      missing: changes.length === 0 ? ['a line of the ledger'] : [],
    },
    {
      layer: 'improve',
      has: some(lessons.length, 'lesson'),
      missing: [
        ...(lessons.length === 0 ? ['a lesson'] : []),
        ...some(unpromoted.length, 'gotcha').map((text) => `${text} to promote`),
        ...some(unlearned.length, 'learning').map((text) => `${text} to confirm`),
        ...some(overdue.length, 'overdue forecast').map((text) => `the outcome of ${text}`),
      ],
    },
  ];
}

/** `S✓ A· V· M✓ I·`: which layers have all that they need. */
export const savmiLine = (layers: readonly LayerState[]): string =>
  layers.map(({ layer, missing }) => `${layer[0]!.toUpperCase()}${missing.length === 0 ? '✓' : '·'}`).join(' ');
