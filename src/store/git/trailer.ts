import type { Project } from '../project.ts';
import { git } from './git.ts';

/** Whether a message has the trailer `<key>: <value>` on a line of its own, also in the list that a squash makes of messages. */
export const hasTrailer = (message: string, key: string, value: string): boolean =>
  message.split('\n').some((line) => {
    const [, name, said] = /^\s*(?:[-*]\s*)?([\w-]+):\s*(\S+)\s*$/.exec(line) ?? [];
    return name?.toLowerCase() === key.toLowerCase() && said === value;
  });

/** The newest commit of HEAD's history with a trailer; null where there is none, or no commit at all. */
export function commitWithTrailer(project: Project, key: string, value: string): string | null {
  if (!project.top) return null;
  const words = ['--regexp-ignore-case', '--fixed-strings', `--grep=${key}: ${value}`];
  const listed = git(project.top, ['log', ...words, '--format=%H%n%B%x00', 'HEAD']);
  for (const one of listed.split('\0')) {
    const [commit, ...message] = one.trimStart().split('\n');
    if (hasTrailer(message.join('\n'), key, value)) return commit!;
  }
  return null;
}
