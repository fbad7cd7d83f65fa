import { endsInLine } from '../../store/log/lines-of.ts';
import { CUT, type ReadLines, type SkimmedLine } from '../../store/transcripts/skim-lines.ts';
import type { Keep } from '../../store/transcripts/skimmer.ts';
import type { Tally } from '../transcripts.ts';
import { type Block, type Line, parseLine } from './line.ts';
import { type LineObject, ShortObject, wholeObject } from './line-object.ts';

const words = (text: string): string[] => text.split(' ');

/** All that `session-events.ts` and what it calls read of a line, and no more: a name that is missing here reads as absent. */
export const KEEP: Keep = {
  whole: [
    ...words('subtype promptSource path preTokens agentId forkedFrom'),
    ...words('isMeta isCompactSummary isApiErrorMessage id model stop_reason name tool_use_id is_error'),
    ...words('file_path notebook_path command skill subagent_type totalDurationMs input_tokens output_tokens'),
    ...words('cache_read_input_tokens cache_creation_input_tokens ephemeral_1h_input_tokens'),
    // The part of a file that a read asks for (`harnesses/lines-read.ts`).
    ...words('offset limit view_range viewRange start_line end_line startLine endLine'),
    ...words('start_line_one_indexed end_line_one_indexed_inclusive'),
  ],
  cut: words('message content text input prompt usage cache_creation toolUseResult attachment compactMetadata'),
  common: words('type isSidechain version gitBranch cwd'),
  apart: ['timestamp', 'uuid', 'parentUuid'],
};

/**
 * The objects on each line of a transcript; of a line that cannot be read none. Long texts that nobody reads are left out.
 *
 * @param lines gives its lines, shortened or as they are, with the same result
 */
export function* objectsOf(path: string, tally: Tally, lines: ReadLines): Generator<LineObject[]> {
  let torn = false;
  for (const group of lines(path, KEEP)) {
    for (const line of group) {
      if (torn) tally.bad_lines++;
      torn = false;
      if (line === '') continue;
      tally.lines++;
      if (line === null) {
        tally.bad_lines++;
        yield [];
      } else if (typeof line === 'string') {
        const { lines, bad } = parseLine(line);
        torn = bad;
        yield lines.map((one) => wholeObject(one, line));
      } else yield [shortObject(line)];
    }
  }
  // A last line that is still being written counts as nothing; its whole objects were taken.
  if (torn && endsInLine(path)) tally.bad_lines++;
  else if (torn) tally.lines--;
}

const NOTHING: Line = Object.freeze({});

function shortObject(skimmed: SkimmedLine): LineObject {
  // Of most lines that tell how a call goes on nothing else is kept.
  const line = skimmed.text === '{}' ? NOTHING : (JSON.parse(skimmed.text) as Line);
  if (!lacksText(skimmed.common.type, line)) return new ShortObject(skimmed, line);
  const raw = skimmed.whole();
  return wholeObject(JSON.parse(raw) as Line, raw);
}

/**
 * Whether something is missing that is read: a long prompt, what a subagent is given to do, how a failed call's result
 * begins.
 */
function lacksText(type: unknown, { message }: Line): boolean {
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
