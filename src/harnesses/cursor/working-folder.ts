import { type Fields, textOf } from '../values.ts';

/** A folder's name below `~/.cursor/projects`: its path, where all but letters and digits became `-`. Not reversible. */
const projectName = (path: string): string => path.replace(/^[\\/]+/, '').replace(/[^A-Za-z0-9]+/g, '-');

/**
 * The working folder of a transcript, which is nowhere in it: the part of a path in a tool's input whose project name is
 * that of the transcript's project. Null where no path says it.
 */
export function workingFolder(project: string, input: Fields): string | null {
  for (const key of ['path', 'working_directory', 'target_directory', 'target_file']) {
    const path = textOf(input[key]);
    if (!path || !/^([A-Za-z]:)?[\\/]/.test(path) || path.length > 4096) continue;
    for (
      let end = path.length;
      end > 0;
      end = Math.max(path.lastIndexOf('/', end - 1), path.lastIndexOf('\\', end - 1))
    ) {
      const folder = path.slice(0, end);
      if (projectName(folder) === project) return folder;
    }
  }
  return null;
}
