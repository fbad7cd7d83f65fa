import type { HookSetup } from '../harnesses/hook-setup.ts';
import { KaError } from '../lib/errors.ts';
import { isHidden, PRIVATE_PATH } from '../store/git/exclude.ts';
import type { Project } from '../store/project.ts';
import { noPrivate } from './hook-files.ts';

/** What a user asked for. */
interface Asked {
  harness?: string[];
  team?: boolean;
  private?: boolean;
  shared?: boolean;
  mcp?: boolean;
}

export const STAYS_PRIVATE = 'This clone stays private, as it was set up; ka init --shared would show it to git.';

/**
 * Of the chosen ones those that can be set up for one person; of what was found by itself, the others are left out.
 *
 * @throws KaError `already-shared`
 */
export function choosePrivate(
  project: Project,
  chosen: readonly HookSetup[],
  { harness, private: asked }: Asked,
): HookSetup[] {
  const problems = chosen.map((setup) => noPrivate(project, setup));
  const first = problems.find((problem) => problem !== null);
  if (first && (harness !== undefined || problems.every((problem) => problem !== null))) {
    throw new KaError('already-shared', first, asked ? 'ka doctor' : 'ka init --shared');
  }
  return chosen.filter((_, at) => problems[at] === null);
}

/**
 * Whether it is for one person: what was set up so stays so, since git would show all that it hides.
 *
 * @throws KaError `private`
 */
export function staysPrivate(project: Project, input: Asked): boolean {
  if (input.private || input.shared || !isHidden(project, PRIVATE_PATH)) return input.private ?? false;
  const word = input.team ? '--team' : input.mcp ? '--mcp' : null;
  if (word === null) return true;
  const sentence = `This clone was set up with --private, and ${word} is for everyone: git would show what is hidden now.`;
  throw new KaError('private', sentence, `ka init --shared ${word}`);
}
