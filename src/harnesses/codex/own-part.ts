import { skimLines } from '../../store/transcripts/skim-lines.ts';
import { emptyTally } from '../transcripts.ts';
import { type Fields, textOf } from '../values.ts';
import { parentOf } from './head.ts';
import { recordsIn } from './lines.ts';
import { rolloutsOf } from './places.ts';
import type { RolloutRecord } from './record.ts';

/** Which records of a rollout are its session's own, after a copy of the parent's history. */
export interface OwnPart {
  /** To be asked once for each record, in their order. */
  isOwn(record: RolloutRecord): boolean;
  /** There should be a copy, but nothing tells where it ends: all is taken as own. */
  suspect: boolean;
}

/**
 * A spawned or forked session begins with its own `session_meta`, then repeats its parent's records, restamped, to which
 * its totals are added. The copy ends before the first turn that is not the parent's: one that began after this session
 * was made (ids of sessions and turns are UUIDs of version 7, which begin with their time), or that the parent's rollout
 * lacks. Newer versions write the number of the first own record.
 */
export function ownPartOf(file: string, meta: Fields, session: string): OwnPart {
  const start = meta.subagent_history_start_ordinal;
  if (typeof start === 'number') {
    return { isOwn: ({ ordinal }) => ordinal === null || ordinal >= start, suspect: false };
  }
  const fork = textOf(meta.forked_from_id);
  const parent = fork ?? parentOf(meta);
  if (parent === null) return { isOwn: () => true, suspect: false };

  let known: Set<string> | null = null;
  const isOwnTurn = (turn: string): boolean | null => {
    const [made, began] = [timeOfId(session), timeOfId(turn)];
    if (made !== null && began !== null) return began >= made;
    known ??= new Set(rolloutsOf(parent, file).flatMap((path) => [...turnsOf(path)]));
    return known.size === 0 ? null : !known.has(turn);
  };
  for (const turn of turnsOf(file)) {
    // Whether it is own or a copy, all that comes before the first own one is a copy.
    if (isOwnTurn(turn) !== null) return { isOwn: fromFirst(isOwnTurn), suspect: false };
  }
  // No turn to tell by.
  return { isOwn: () => true, suspect: fork !== null };
}

function fromFirst(isOwnTurn: (turn: string) => boolean | null): OwnPart['isOwn'] {
  let begun = false;
  return (record) => {
    if (begun) return true;
    const turn = turnBegunBy(record);
    begun = turn !== null && isOwnTurn(turn) === true;
    return begun;
  };
}

/** Id of the turn that a record begins. */
export const turnBegunBy = ({ type, kind, payload }: RolloutRecord): string | null =>
  type === 'turn_context' || kind === 'task_started' || kind === 'turn_started' ? textOf(payload.turn_id) : null;

function* turnsOf(file: string): Generator<string> {
  for (const record of recordsIn(file, emptyTally(), skimLines)) {
    const turn = turnBegunBy(record);
    if (turn) yield turn;
  }
}

/** The milliseconds in a UUID of version 7; null for another id. */
const timeOfId = (id: string): number | null =>
  /^[0-9a-f]{8}-[0-9a-f]{4}-7/i.test(id) ? Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16) : null;
