import { HARNESSES } from '../../harnesses/transcripts.ts';
import { count } from '../../lib/count.ts';
import { KaError } from '../../lib/errors.ts';
import type { Digest } from '../../sessions/digests/digest.ts';
import { families } from '../../sessions/family-totals.ts';
import type { Loaded } from '../../sessions/load.ts';
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

/** What to say where nothing is chosen. @param known sessions among which was chosen */
export function sayNone(known: number, { others, report }: Pick<Loaded, 'others' | 'report'>): string {
  if (known > 0) return `None of ${count(known, 'session')} is of these: fewer conditions, or more days, show more.`;
  const kept = families(others()).length;
  if (kept > 0)
    return `No session of this repository is known, ${count(kept, 'session')} of other repositories (\`--all-projects\`).`;
  return (report?.passed ?? 0) > 0
    ? 'No session of this repository is known; `--all-projects` shows those of others.'
    : 'No session is known; `ka doctor --formats` tells which transcripts are here, and where it looked.';
}

/** The sessions whose id begins so, with or without the harness: the outermost ones if there are any. */
function beginning(digests: readonly Digest[], wanted: string): Digest[] {
  const near = digests.filter(({ id, session_id }) => id.startsWith(wanted) || session_id.startsWith(wanted));
  // Ids of subagents begin with that of their session.
  const roots = near.filter(({ parent }) => parent === null);
  return roots.length > 0 ? roots : near;
}

/**
 * The session that a person means: its id, with or without the harness, or the beginning of either.
 *
 * @param line the same command for an id, if it can look at other repositories
 * @throws KaError `no-session`, `several-sessions`
 */
export function findSession(
  { digests, others, report }: Loaded,
  wanted: string,
  { line, allProjects }: { line: string | null; allProjects: boolean },
): Digest {
  const exact = digests.find(({ id, session_id }) => id === wanted || session_id === wanted);
  if (exact) return exact;
  const list = `ka sessions list${allProjects ? ' --all-projects' : ''}`;
  const [one, other] = beginning(digests, wanted);
  if (other) {
    const sentence = `${wanted} may be ${one!.session_id} or ${other.session_id}.`;
    throw new KaError('several-sessions', sentence, list);
  }
  if (one) return one;
  const [elsewhere] = beginning(others(), wanted);
  if (elsewhere) {
    const sentence = `${wanted} is a session of another repository${elsewhere.repo === null ? '' : `, ${elsewhere.repo}`}.`;
    throw new KaError('no-session', sentence, line === null ? list : `${line} --all-projects`);
  }
  // What was never kept is known to nobody; a person may have seen it in a list of all.
  const passed = line !== null && (report?.passed ?? 0) > 0;
  throw passed
    ? new KaError('no-session', `No session of this repository is called ${wanted}.`, `${line} --all-projects`)
    : new KaError('no-session', `No session is called ${wanted}.`, list);
}
