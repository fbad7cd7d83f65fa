import { basename, join } from 'node:path';
import { readJson } from '../../store/files.ts';
import type { FileAhead } from '../../store/transcripts/read-ahead.ts';
import { type ReadLines, skimLines } from '../../store/transcripts/skim-lines.ts';
import type { SessionEvent } from '../session-event.ts';
import { type Source, type Surroundings, type Tally, type Transcripts, tallyType } from '../transcripts.ts';
import { type FileReading, parentFact, spanFacts, startFile } from './file-reading.ts';
import { CARRIES } from './line.ts';
import type { LineObject } from './line-object.ts';
import { KEEP, objectsOf } from './objects-of.ts';
import { isAgentTranscript } from './places.ts';
import { takeLine, takeUsage } from './session-events.ts';
import { discover, metaOf, recognise, sessionOf } from './sources.ts';

/** `CLAUDE_CONFIG_DIR` may name several folders, separated by commas. Source: Claude Code's settings, ccusage. */
function places({ env, home }: Surroundings): string[] {
  const named = (env.CLAUDE_CONFIG_DIR ?? '').split(',').map((folder) => folder.trim());
  const usual = home === null ? [] : [join(home, '.claude'), join(home, '.config', 'claude')];
  return [...new Set([...named.filter(Boolean), ...usual])].map((folder) => join(folder, 'projects'));
}

const isCompaction = (path: string): boolean => basename(path).startsWith('agent-acompact-');

const isTranscript = (path: string): boolean => path.endsWith('.jsonl');

const ahead = ({ files }: Source): FileAhead[] => files.filter(isTranscript).map((path) => ({ path, keep: KEEP }));

function* read({ files }: Source, tally: Tally, lines: ReadLines = skimLines): Generator<SessionEvent> {
  const root = rootOf(files);
  for (const path of files.filter(isTranscript)) {
    const isAgent = isAgentTranscript(path);
    const agentId = basename(path).slice('agent-'.length, -'.jsonl'.length);
    const reading = startFile(isAgent && !isCompaction(path) ? `${root}/${agentId}` : root, root, isAgent);
    if (isAgent && !isCompaction(path)) yield parentFact(reading.session, root, agentName(path, files));
    yield* readFile(path, reading, tally, lines);
  }
}

/** The main session: of the session's file, else that which a subagent's file belongs to. */
function rootOf(files: readonly string[]): string {
  const own = files.find((path) => isTranscript(path) && !isAgentTranscript(path));
  if (own !== undefined) return sessionOf(own);
  const folder = /([^\\/]+)[\\/]subagents[\\/]/.exec(files[0] ?? '')?.[1];
  return folder ?? sessionOf(files[0] ?? '');
}

/** The agent's name as the file beside a subagent's says it. */
function agentName(path: string, files: readonly string[]): string | undefined {
  if (!files.includes(metaOf(path))) return undefined;
  const name = readJson<{ agentType?: unknown }>(metaOf(path))?.agentType;
  return typeof name === 'string' && name !== '' ? name : undefined;
}

function* readFile(path: string, reading: FileReading, tally: Tally, lines: ReadLines): Generator<SessionEvent> {
  const out: SessionEvent[] = [];
  const compacts = isCompaction(path);
  for (const objects of objectsOf(path, tally, lines)) {
    reading.line++;
    for (const object of objects) {
      const { type } = object.head;
      tallyType(tally, type, typeof type === 'string' && CARRIES.has(type));
      if (compacts) takeCompaction(reading, object, out);
      else takeLine(reading, object, out);
    }
    yield* out;
    out.length = 0;
  }
  yield* spanFacts(reading);
}

/** The call that wrote a compaction's summary: the session pays for it, and it is no part of the conversation. */
function takeCompaction(reading: FileReading, { head, line }: LineObject, out: SessionEvent[]): void {
  if (head.type === 'assistant') takeUsage(reading.session, line, null, out, true);
}

const transcripts: Transcripts = { name: 'claude', title: 'Claude Code', places, discover, recognise, read, ahead };
export default transcripts;
