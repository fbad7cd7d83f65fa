import { findFiles } from '../../store/find-files.ts';
import type { Source } from '../transcripts.ts';
import { withLogFile } from '../with-log-file.ts';
import { isDatabaseName, isTreeSession, treeFiles } from './tree.ts';

/** What else the data folder holds: copies of the user's files, programs, logs. Never credentials, which are files. */
const NOT_INTO = new Set(['snapshot', 'log', 'bin', 'worktree', 'tool-output', 'repos', 'node_modules', '.git']);
/** The tree's other files, which are found by their session. */
const OF_TREE = /(^|\/)(message|part|session_diff|session_share|project|todo|migration)\//;

/** Sources below a folder, or of one file. Only names decide which files are looked into. */
export function discoverIn(path: string, isOurs: (file: string) => boolean): Source[] {
  const fits = (name: string, below: string): boolean =>
    isDatabaseName(name) || (name.endsWith('.json') && !/auth|credential|account/i.test(name) && !OF_TREE.test(below));
  return findFiles(path, fits, 8, (name) => !NOT_INTO.has(name))
    .filter(isOurs)
    .map((file): Source => {
      if (isDatabaseName(file.split(/[\\/]/).at(-1)!))
        return { harness: 'opencode', files: withLogFile(file), many: true };
      return { harness: 'opencode', files: isTreeSession(file) ? treeFiles(file) : [file] };
    });
}
