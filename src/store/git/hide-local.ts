import { statFile } from '../files.ts';
import type { Project } from '../project.ts';
import { replaceView } from '../view.ts';

/** Keeps `.kaizen/local` from git, also where nobody ran `ka init`. */
export function hideLocal(project: Project): void {
  const path = `${project.local}/.gitignore`;
  if (!statFile(path)) replaceView(path, '*\n', project.local);
}
