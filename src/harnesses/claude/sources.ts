import { basename, dirname, join } from 'node:path';
import { statFile } from '../../store/files.ts';
import { findFiles } from '../../store/find-files.ts';
import { headOf } from '../../store/log/lines-of.ts';
import type { Source } from '../transcripts.ts';
import { CARRIES } from './line.ts';
import { isAgentTranscript } from './places.ts';

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** A key of every line of a conversation; types of bookkeeping that may stand before it. */
const CONVERSATION_KEY = /"isSidechain":\s*(true|false)/;
const TYPE = /^\{"type":\s*"([a-z-]{1,40})"/gm;
const OF_SESSION = /"(sessionId|session_id|leafUuid|messageId|parentUuid|uuid)":/;

/** Whether a file's start is Claude Code's. A text that quotes such a line has escaped quotes, and is none. */
export function recognise(path: string, head: string): boolean {
  if (!path.endsWith('.jsonl') || !head.startsWith('{')) return false;
  if (CONVERSATION_KEY.test(head)) return true;
  return OF_SESSION.test(head) && [...head.matchAll(TYPE)].some(([, type]) => CARRIES.has(type!));
}

/** The session that the lines of a file name first; null where its start names none. */
const statedSession = (head: string): string | null => /"sessionId":\s*"([\w-]{1,100})"/.exec(head)?.[1] ?? null;

/** The id of a session: its file's name, which a resume keeps, while lines of older sessions may stand in the file. */
export function sessionOf(path: string): string {
  const name = basename(path).replace(/\.jsonl$/, '');
  return UUID.test(name) ? name : (statedSession(headOf(path)) ?? name);
}

/** The session file to which a subagent's file belongs: that above `subagents/`, else one beside it (late 2025). */
function sessionFileOf(agentFile: string): string {
  const parts = /^(.*)[\\/]subagents[\\/]/.exec(agentFile);
  if (parts) return `${parts[1]}.jsonl`;
  const stated = statedSession(headOf(agentFile));
  return stated === null ? agentFile : join(dirname(agentFile), `${stated}.jsonl`);
}

/** Files that may hold a part of the session of one file: what lies in its folder, and subagents beside it. */
function aroundFile(path: string): string[] {
  if (isAgentTranscript(path)) return [path, ...findFiles(metaOf(path), () => true)];
  const below = findFiles(path.replace(/\.jsonl$/, ''), isAgentFile);
  const beside = findFiles(dirname(path), isAgentFile, 0).filter(
    (file) => file.endsWith('.json') || sessionFileOf(file) === path,
  );
  return [path, ...below, ...beside];
}

const isAgentFile = (name: string): boolean => /^agent-.+\.(jsonl|meta\.json)$/.test(name);
export const metaOf = (agentFile: string): string => agentFile.replace(/\.jsonl$/, '.meta.json');

/** One source for each session: its file, the files of its subagents and compactions, and what is noted beside these. */
export function discover(path: string): Source[] {
  const only = statFile(path)?.isFile === true;
  if (only && !path.endsWith('.jsonl')) return [];
  const all = only ? aroundFile(path) : findFiles(path, (name) => name.endsWith('.jsonl') || isAgentFile(name));
  const metas = new Set(all.filter((file) => file.endsWith('.json')));
  const sessions = new Map<string, string[]>();
  for (const file of all) {
    if (metas.has(file) || !recognise(file, headOf(file))) continue;
    const isAgent = isAgentTranscript(file);
    const session = isAgent ? sessionFileOf(file) : file;
    const files = sessions.get(session) ?? [];
    sessions.set(session, files);
    if (isAgent) files.push(file, ...(metas.has(metaOf(file)) ? [metaOf(file)] : []));
    else files.unshift(file);
  }
  return [...sessions.values()]
    .map((files): Source => ({ harness: 'claude', files }))
    .sort((a, b) => (a.files[0]! < b.files[0]! ? -1 : 1));
}
