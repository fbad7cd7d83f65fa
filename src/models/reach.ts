import type { Ctx } from '../lib/context.ts';
import { KaError } from '../lib/errors.ts';
import type { Project } from '../store/project.ts';
import { type Approvable, isApproved } from './approval.ts';
import type { Patience } from './ask.ts';

/** How a backend was found to be. */
export type State = 'off' | 'misconfigured' | 'unapproved' | 'unreachable' | 'ready';

/** What looking at a backend gave: never an error. */
export interface Reached<T> {
  state: State;
  /** What is wrong, a sentence; null where nothing is. */
  says: string | null;
  found: T | null;
}

const LOOK_MS = 5000;

/** A backend that is only looked at is not waited for long, and asked once. */
export const briefly = (ctx: Ctx): Patience => ({ timeoutMs: LOOK_MS, now: ctx.now, say: ctx.progress, once: true });

/**
 * Looks whether a backend answers. One whose address nobody approved is not asked.
 *
 * @param settle its settings, null where it is off; what it throws is what is wrong with them
 */
export async function look<B extends Approvable, T>(
  project: Project,
  settle: () => B | null,
  reach: (backend: B) => Promise<T>,
): Promise<Reached<T> & { backend: B | null }> {
  let backend: B | null = null;
  try {
    backend = settle();
    if (backend === null) return { state: 'off', says: null, found: null, backend };
    if (!isApproved(project, backend))
      return { state: 'unapproved', says: 'nobody approved its address in this clone', found: null, backend };
    return { state: 'ready', says: null, found: await reach(backend), backend };
  } catch (error) {
    if (!(error instanceof KaError)) throw error;
    const state = backend === null ? 'misconfigured' : 'unreachable';
    return { state, says: error.message, found: null, backend };
  }
}
