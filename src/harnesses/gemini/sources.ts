import { basename, dirname } from 'node:path';
import { statFile } from '../../store/files.ts';
import { findFiles } from '../../store/find-files.ts';
import { headOf } from '../../store/lines-of.ts';
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
 * One source for each session. A document that a resume turned into a journal of the same name (`.json`, then `.jsonl`)
 * is read with it: the journal repeats its messages.
 */
export function discover(path: string): Source[] {
  const only = statFile(path)?.isFile === true;
  if (only && CREDENTIALS.test(basename(path))) return [];
  const files = (only ? [path] : findFiles(path, isCandidate)).filter((file) => recognise(file, headOf(file)));
  const sources = new Map<string, string[]>();
  for (const file of files) {
    const stem = file.replace(/\.jsonl?$/, '');
    const own = sources.get(stem) ?? [];
    sources.set(stem, own);
    // `x.json` sorts before `x.jsonl`; the journal is what grows.
    own.unshift(file);
  }
  return [...sources.values()].map((own): Source => ({ harness: 'gemini', files: own }));
}

/** The session whose folder below `chats/` holds a subagent's journal; null for a main session. */
export function parentOf(path: string): string | null {
  const folder = basename(dirname(path));
  return basename(dirname(dirname(path))) === 'chats' && /^[\w-]{1,100}$/.test(folder) ? folder : null;
}
