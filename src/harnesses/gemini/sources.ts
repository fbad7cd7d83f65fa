import { basename, dirname, join } from 'node:path';
import { statFile } from '../../store/files.ts';
import { findFiles } from '../../store/find-files.ts';
import { headOf } from '../../store/log/lines-of.ts';
import type { Source } from '../transcripts.ts';

const OF_CHATS = /(^|\/)chats\//;
const SESSION_FILE = /^session-.*\.jsonl?$/;
/** Never opened, whatever folder is asked for. */
const CREDENTIALS = /cred|account|token|auth|secret/i;

/** Whether a file's start is a document or journal of the Gemini CLI: both begin with the session's and the project's id. */
export const recognise = (path: string, head: string): boolean =>
  /\.jsonl?$/.test(path) && /^\s*\{/.test(head) && /"sessionId":\s*"/.test(head) && /"projectHash":\s*"/.test(head);

const isCandidate = (name: string, below: string): boolean =>
  SESSION_FILE.test(name) || (OF_CHATS.test(below) && /\.jsonl?$/.test(name));

/**
 * One source for each session, with its subagents. A document that a resume turned into a journal of the same name (`.json`,
 * then `.jsonl`) is read with it: the journal repeats its messages.
 */
export function discover(path: string): Source[] {
  const only = statFile(path)?.isFile === true;
  if (only && CREDENTIALS.test(basename(path))) return [];
  const isOne = (file: string): boolean => recognise(file, headOf(file));
  const found = (only ? [path, ...below(path)] : findFiles(path, isCandidate)).filter(isOne);
  const sessions = new Map<string, string[]>();
  for (const file of found) {
    const own = sessions.get(stemOf(file)) ?? [];
    sessions.set(stemOf(file), own);
    // `x.json` sorts before `x.jsonl`; the journal is what grows.
    own.unshift(file);
  }
  const mains = new Map<string, string[]>();
  for (const files of sessions.values()) {
    const folder = subagentsOf(files[0]!);
    if (folder !== null && !mains.has(folder)) mains.set(folder, files);
  }
  const sources: string[][] = [];
  for (const files of sessions.values()) {
    const main = parentOf(files[0]!) === null ? undefined : mains.get(dirname(files[0]!));
    if (main) main.push(...files);
    else sources.push(files);
  }
  return sources.map((files): Source => ({ harness: 'gemini', files }));
}

/** A session's name in its folder: the document's and the journal's path without the ending. */
export const stemOf = (file: string): string => file.replace(/\.jsonl?$/, '');

/** The id that a document or journal begins with; else its name. */
export const idOf = (file: string): string =>
  /"sessionId":\s*"([\w.:-]{1,150})"/.exec(headOf(file))?.[1] ?? basename(stemOf(file));

/** The folder in which a session's subagents lie; null for a subagent. */
const subagentsOf = (file: string): string | null =>
  parentOf(file) === null ? join(dirname(file), basename(idOf(file))) : null;

function below(file: string): string[] {
  const folder = basename(dirname(file)) === 'chats' ? subagentsOf(file) : null;
  return folder === null ? [] : findFiles(folder, (name) => /\.jsonl?$/.test(name));
}

/** The session whose folder below `chats/` holds a subagent's journal; null for a main session. */
export function parentOf(path: string): string | null {
  const folder = basename(dirname(path));
  return basename(dirname(dirname(path))) === 'chats' && /^[\w-]{1,100}$/.test(folder) ? folder : null;
}
