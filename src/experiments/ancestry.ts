import { type CommitGraph, reachableFrom } from '../store/git/commit-graph.ts';

/** Where a commit stands to the control commit and the treatment. Null: a shallow clone does not tell. */
export interface Standing {
  /** It is or follows a commit of the treatment. */
  treated: boolean | null;
  reverted: boolean;
  /** It is or follows the control commit. */
  follows: boolean | null;
  /** It is before the control commit, on the same line. */
  precedes: boolean | null;
}

const TREATED = 1;
const REVERTED = 2;
const FOLLOWS = 4;
/** Something before it is cut off that may hold the treatment. */
const CUT = 8;

/**
 * Tells for each commit where it stands, in one pass over the history. What is reachable is certain, also in a shallow
 * clone; what is not found there is unknown.
 *
 * @returns null for a commit that is not in the graph
 */
export function standings(
  graph: CommitGraph,
  control: string | null,
  treatment: readonly string[],
  reverts: readonly string[],
): (commit: string) => Standing | null {
  const { parents, cut } = graph;
  const before = reachableFrom(graph, control === null ? [] : [control]);
  const [treated, reverted] = [new Set(treatment), new Set(reverts)];
  const marks = new Map<string, number>();
  for (const [commit, of] of parents) {
    let mark = 0;
    for (const parent of of) mark |= marks.get(parent) ?? 0;
    if (treated.has(commit)) mark |= TREATED;
    if (reverted.has(commit)) mark |= REVERTED;
    if (commit === control) mark |= FOLLOWS;
    // The treatment comes after the control: before that one nothing is missing.
    if (cut.has(commit) && !before.has(commit)) mark |= CUT;
    marks.set(commit, mark);
  }
  const controlKnown = before.size > 0;
  return (commit) => {
    const mark = marks.get(commit);
    if (mark === undefined) return null;
    const has = (flag: number): boolean => (mark & flag) !== 0;
    const unknown = has(CUT) ? null : false;
    return {
      treated: has(TREATED) ? true : unknown,
      reverted: has(REVERTED),
      follows: has(FOLLOWS) ? true : controlKnown ? unknown : null,
      precedes: before.has(commit) ? true : cut.size > 0 && !controlKnown ? null : false,
    };
  };
}
