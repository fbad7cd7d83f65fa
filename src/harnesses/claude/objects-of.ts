import { endsInLine, linesOf } from '../../store/log/lines-of.ts';
import { CUT, type Keep, type SkimmedLine, skimLines } from '../../store/transcripts/skim-lines.ts';
import type { Tally } from '../transcripts.ts';
import { type Block, type Line, parseLine } from './line.ts';

const words = (text: string): string[] => text.split(' ');

/** All that `session-events.ts` and what it calls read of a line, and no more: a name that is missing here reads as absent. */
export const KEEP: Keep = {
  whole: [
    ...words('type subtype version gitBranch cwd promptSource path preTokens agentId forkedFrom'),
    ...words('isSidechain isMeta isCompactSummary isApiErrorMessage id model stop_reason name tool_use_id is_error'),
    ...words('file_path notebook_path command skill subagent_type totalDurationMs input_tokens output_tokens'),
    ...words('cache_read_input_tokens cache_creation_input_tokens ephemeral_1h_input_tokens'),
    // The part of a file that a read asks for (`harnesses/lines-read.ts`).
    ...words('offset limit view_range viewRange start_line end_line startLine endLine'),
    ...words('start_line_one_indexed end_line_one_indexed_inclusive'),
  ],
  cut: words('message content text input prompt usage cache_creation toolUseResult attachment compactMetadata'),
  apart: ['timestamp', 'uuid', 'parentUuid'],
};

/** What stands on one physical line. */
export interface LineObjects {
  lines: Line[];
  /** The line's text if an execution id may stand in it, else anything. */
  raw: string;
}

/**
 * The objects on each line of a transcript; of a line that cannot be read none. Long texts that nobody reads are left out.
 *
 * @param isAgent the file is a subagent's own
 * @param skims false: every line is parsed as a whole, with the same result
 */
export function* objectsOf(path: string, tally: Tally, isAgent: boolean, skims: boolean): Generator<LineObjects> {
  let torn = false;
  const short = shortObjects(isAgent);
  for (const line of skims ? skimLines(path, KEEP) : linesOf(path)) {
    if (torn) tally.bad_lines++;
    torn = false;
    if (line === '') continue;
    tally.lines++;
    if (line === null) {
      tally.bad_lines++;
      yield { lines: [], raw: '' };
    } else if (typeof line === 'string') {
      const { lines, bad } = parseLine(line);
      torn = bad;
      yield { lines, raw: line };
    } else yield short(line);
  }
  // A last line that is still being written counts as nothing; its whole objects were taken.
  if (torn && endsInLine(path)) tally.bad_lines++;
  else if (torn) tally.lines--;
}

function shortObjects(isAgent: boolean): (line: SkimmedLine) => LineObjects {
  /** The latest line that told how a call goes on: most of them differ in time and id only. */
  let [text, progress] = ['', null as Line | null];
  return (line) => {
    const [timestamp, uuid] = [line.apart(0), line.apart(1)];
    const isPlain = (): boolean => timestamp !== null && uuid !== null && line.apart(2) !== null;
    const known = line.text === text && isPlain() ? progress : null;
    const short = known ?? (JSON.parse(line.text) as Line);
    if (lacksText(short)) {
      const raw = line.whole();
      return { lines: parseLine(raw).lines, raw };
    }
    if (timestamp !== null) short.timestamp = timestamp;
    if (uuid !== null) short.uuid = uuid;
    // Only of subagents that stand inline it is asked how their lines hang together.
    if (short.isSidechain === true && !isAgent) short.parentUuid = line.apart(2) ?? short.parentUuid;
    if (short.type === 'progress' && isPlain()) [text, progress] = [line.text, short];
    return { lines: [short], raw: line.mentionsId ? line.whole() : '' };
  };
}

/**
 * Whether something is missing that is read: a long prompt, what a subagent is given to do, how a failed call's result
 * begins.
 */
function lacksText({ type, message }: Line): boolean {
  const content: unknown = message?.content;
  if (content === CUT) return type === 'user';
  if (!Array.isArray(content)) return false;
  if (type === 'user') return content.some(isPromptOrError);
  return type === 'assistant' && content.some((block: Called | null) => block?.input?.prompt === CUT);
}

interface Called {
  input?: { prompt?: unknown } | null;
}

const isPromptOrError = (block: Block | null): boolean =>
  (block?.type === 'text' && block.text === CUT) || block?.is_error === true;
