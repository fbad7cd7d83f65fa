import type { Ctx } from '../lib/context.ts';
import { configProblem } from '../store/config.ts';
import { watchPlace } from './place.ts';

/** What is to be said beside a command's own notes, asked for once it has run. @param line `ka metrics list` */
export function watchNotes(ctx: Ctx, line: string): () => string[] {
  // Commands of a group work on records and agents; init, doctor and the like say themselves where they are.
  const place = line.split(' ').length > 2 || line === 'ka export' ? watchPlace(ctx) : () => [];
  return () => {
    const problem = line === 'ka doctor' ? null : configProblem(ctx);
    return [...place(), ...(problem ? [`${problem.message} Until it is mended the defaults hold.`] : [])];
  };
}
