import type { Ctx } from '../../lib/context.ts';
import { KaError } from '../../lib/errors.ts';
import type { Project } from '../../store/project.ts';

/** Something that `ka doctor` found. `wrong` makes it exit 1; a `note` is worth knowing. */
export interface Finding {
  status: 'wrong' | 'note';
  /** One sentence, with the path. */
  says: string;
  /** A command that mends it or shows more. */
  mend: string | null;
}

/** One check: what it looks at, and what it finds wrong (nothing: all is well). */
export interface Check {
  id: string;
  title: string;
  run: (project: Project, ctx: Ctx) => Finding[];
}

export const wrong = (says: string, mend: string | null): Finding => ({ status: 'wrong', says, mend });
export const note = (says: string, mend: string | null = null): Finding => ({ status: 'note', says, mend });

/** The work's findings; an expected failure of it (an unreadable file, a bad setting) is one itself. */
export function findings(work: () => Finding[]): Finding[] {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof KaError)) throw error;
    return [wrong(error.message, error.hint ?? null)];
  }
}
