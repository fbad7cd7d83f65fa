import type { RawAgent } from './raw-files.ts';

/** A place that the template leaves to the author, and that nobody has filled in. */
export interface Unfilled {
  path: string;
  /** From 1. */
  line: number;
  /** What belongs there. */
  wanted: string;
}

/** As templates mark such a place: a comment, so that no agent takes it for an instruction. */
const PLACE = /<!--\s*fill in:\s*([\s\S]*?)\s*-->/g;

/** The places of one definition that still wait for their author. */
export const unfilledPlaces = ({ path, text }: RawAgent): Unfilled[] =>
  [...text.matchAll(PLACE)].map((found) => ({
    path,
    line: text.slice(0, found.index).split('\n').length,
    wanted: found[1]!.replace(/\s+/g, ' '),
  }));
