import { HARNESSES } from '../../harnesses/transcripts.ts';
import { count } from '../../lib/count.ts';
import { KaError } from '../../lib/errors.ts';
import type { Digest } from '../../sessions/digests/digest.ts';
import type { Property } from '../contract.ts';

/** Which sessions a command looks at. */
export interface Selection {
  days?: number;
  agent?: string;
  model?: string;
  harness?: string;
  allProjects: boolean;
  noSync: boolean;
}

export const selectionInput: Readonly<Record<string, Property>> = {
  days: {
    type: 'integer',
    description: 'only sessions of the last n days',
    minimum: 1,
    maximum: 36_500,
    placeholder: 'n',
  },
  agent: { type: 'string', description: 'only this agent', complete: 'agents' },
  model: { type: 'string', description: 'only sessions that used a model whose name begins so' },
  harness: { type: 'string', description: 'only this coding tool', enum: HARNESSES },
  allProjects: {
    type: 'boolean',
    description: 'sessions of every repository, not only of this one',
    default: false,
    inTool: false,
  },
  noSync: {
    type: 'boolean',
    description: 'show what is known, without looking for new transcripts',
    default: false,
    inTool: true,
  },
};

/** Flags of a command that looks at one session. */
export const oneSession = {
  id: { type: 'string', description: 'the session\u2019s id, or its beginning' },
  allProjects: {
    type: 'boolean',
    description: 'look among those of every repository',
    default: false,
    inTool: false,
  },
  noSync: { type: 'boolean', description: 'do not look for new transcripts', default: false, inTool: true },
} as const satisfies Readonly<Record<string, Property>>;

/** Tells which digests are selected. Sessions without times are in every span of days. */
export function selects(selection: Selection, now: number): (digest: Digest) => boolean {
  const { days, agent, model, harness } = selection;
  const since = days === undefined ? null : new Date(now - days * 86_400_000).toISOString();
  return (digest) =>
    (since === null || digest.ended === null || digest.ended >= since) &&
    (agent === undefined || digest.agent.toLowerCase() === agent.toLowerCase()) &&
    (harness === undefined || digest.harness === harness) &&
    (model === undefined || digest.models.some((one) => one.model?.startsWith(model)));
}

/** What to say where nothing is chosen. @param passed transcripts of other repositories that were passed over */
export function sayNone(known: number, passed: number): string {
  if (known > 0) return `None of ${count(known, 'session')} is of these: fewer conditions, or more days, show more.`;
  return passed > 0
    ? 'No session of this repository is known; `--all-projects` shows those of others.'
    : 'No session is known; `ka doctor --formats` tells which transcripts are here.';
}

/**
 * The session that a person means: its id, with or without the harness, or the beginning of either.
 *
 * @throws KaError `no-session`, `several-sessions`
 */
export function findSession(digests: readonly Digest[], wanted: string): Digest {
  const exact = digests.find(({ id, session_id }) => id === wanted || session_id === wanted);
  if (exact) return exact;
  const near = digests.filter(({ id, session_id }) => id.startsWith(wanted) || session_id.startsWith(wanted));
  // Ids of subagents begin with that of their session.
  const roots = near.filter(({ parent }) => parent === null);
  const [one, other] = roots.length > 0 ? roots : near;
  if (!one) throw new KaError('no-session', `No session is called ${wanted}.`, 'ka sessions list');
  if (other) {
    throw new KaError(
      'several-sessions',
      `${wanted} may be ${one.session_id} or ${other.session_id}.`,
      'ka sessions list',
    );
  }
  return one;
}
