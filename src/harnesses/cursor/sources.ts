import { basename, dirname, extname } from 'node:path';
import { findFiles } from '../../store/find-files.ts';
import { headOf } from '../../store/log/lines-of.ts';
import type { Source } from '../transcripts.ts';
import { withLogFile } from '../with-log-file.ts';
import type { Owner } from './agent-lines.ts';

const STATE = 'state.vscdb';
const FOLDER = 'agent-transcripts';
const LINE = /^\{"role":"(user|assistant)","message":\{"content":[["]/;
/** Editors of the same family keep a database of that name too. */
const OTHER_EDITOR = /[\\/](Code|Code - Insiders|VSCodium|Windsurf)[\\/]User[\\/]/;

export const isState = (path: string): boolean => basename(path) === STATE;

export function isOurs(path: string, head: string): boolean {
  if (isState(path)) {
    // A window's own database holds no sessions, only which are its.
    const isWindow = basename(dirname(dirname(path))) === 'workspaceStorage';
    return !isWindow && !OTHER_EDITOR.test(path) && head.startsWith('SQLite format 3\0');
  }
  if (path.endsWith('.txt')) return path.split(/[\\/]/).includes(FOLDER) && /^(user|assistant):\s/.test(head);
  return path.endsWith('.jsonl') && LINE.test(head);
}

/** Sources below a folder: databases, and transcripts with those of their subagents. */
export function discoverIn(path: string): Source[] {
  const into = (name: string): boolean => name !== 'node_modules' && name !== 'History' && name !== 'CachedData';
  const files = findFiles(path, (name) => name === STATE || /\.(jsonl|txt)$/.test(name), 8, into).filter((file) =>
    isOurs(file, headOf(file)),
  );
  const sources = new Map<string, Source>();
  const children: string[] = [];
  // `.jsonl` comes before `.txt` of the same id.
  for (const file of files) {
    if (basename(dirname(file)) === 'subagents') children.push(file);
    else if (isState(file)) sources.set(file, { harness: 'cursor', files: withLogFile(file), many: true });
    else if (!sources.has(keyOf(file))) sources.set(keyOf(file), { harness: 'cursor', files: [file] });
  }
  for (const file of children) {
    const parent = sources.get(keyOf(dirname(dirname(file))));
    if (parent) parent.files.push(file);
    else sources.set(file, { harness: 'cursor', files: [file] });
  }
  return [...sources.values()].sort((a, b) => (a.files[0]! < b.files[0]! ? -1 : 1));
}

/** One for `<id>.jsonl`, `<id>.txt`, `<id>/<id>.jsonl` and the folder `<id>` with its subagents. */
function keyOf(file: string): string {
  const id = nameIn(file);
  const folder = dirname(file);
  return `${basename(folder) === id ? dirname(folder) : folder} ${id}`;
}

const nameIn = (file: string): string => (/\.(jsonl|txt)$/.test(file) ? basename(file, extname(file)) : basename(file));

/** Who a transcript's session is: `<project>/agent-transcripts/<id>/…`; a subagent's is named after its parent's too. */
export function ownerOf(file: string): Owner & { parent: string | null } {
  const parts = file.split(/[\\/]/);
  const at = parts.lastIndexOf(FOLDER);
  const isChild = parts.at(-2) === 'subagents';
  const parent = isChild ? (parts.at(-3) ?? null) : null;
  const id = nameIn(file);
  return { session: parent === null ? id : `${parent}/${id}`, isChild, parent, project: at > 0 ? parts[at - 1]! : '' };
}
