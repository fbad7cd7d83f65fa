import { join } from 'node:path';
import { KaError } from '../../lib/errors.ts';
import { nearest } from '../../lib/nearest.ts';
import { wrap } from '../../lib/wrap.ts';
import { statFile } from '../../store/files.ts';
import type { Project } from '../../store/project.ts';
import { listAgents } from '../places.ts';

/** What to expect while no run is recorded: what happens by itself, and what to do. */
export function nothingYet(project: Project, columns: number): string {
  const ready = statFile(join(project.kaizen, '.gitignore'))?.isFile === true;
  const next = ready
    ? [
        'From the next session on, each run of an agent leaves a record when it ends; ka metrics list shows it then.',
        'After ten records of an agent, ka metrics optimize ranks what to improve.',
        'To record a run by hand: ka metrics record main --success',
      ]
    : ['Next: ka init installs the hooks that record each run when it ends.'];
  return ['No run is recorded yet.', ...next].map((line) => wrap('', line, columns)).join('\n');
}

/**
 * The failure of a command that needs an agent's records: the agent that was meant, else where to find one, else what to
 * expect while there is none.
 *
 * @param command as it begins, `ka metrics show`
 */
export function noRecords(project: Project, agent: string, command: string, columns: number): KaError {
  const known = listAgents(project);
  const says = `"${agent}" has no records in ${project.root}.`;
  if (known.length === 0) return new KaError('no-records', `${says}\n${nothingYet(project, columns)}`);
  const near = nearest(agent, known);
  return near
    ? new KaError('no-records', `${says} Did you mean "${near}"?`, `${command} ${near}`)
    : new KaError('no-records', says, 'ka metrics list');
}
