import { join } from 'node:path';
import { wrap } from '../../lib/wrap.ts';
import { statFile } from '../../store/files.ts';
import type { Project } from '../../store/project.ts';

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
