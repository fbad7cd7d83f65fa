import { parseTime } from '../../lib/time.ts';
import { linesOf } from '../../store/log/lines-of.ts';
import { lineIds } from '../line-ids.ts';
import type { SessionEvent } from '../session-event.ts';
import { type Tally, tallyType } from '../transcripts.ts';
import { type Fields, fieldsOf, listOf, nameOf, parseJson, textOf } from '../values.ts';
import { toolFacts } from './tools.ts';
import { workingFolder } from './working-folder.ts';

export interface Owner {
  session: string;
  isChild: boolean;
  /** Name of the project's folder. */
  project: string;
}

const BLOCKS = new Set(['text', 'tool_use', 'tool_result', 'thinking', 'redacted_thinking', 'image']);
const STATUS: Readonly<Record<string, 'ended' | 'failed' | 'aborted'>> = {
  success: 'ended',
  error: 'failed',
  cancelled: 'aborted',
  aborted: 'aborted',
};

/**
 * The events of an agent transcript. It holds texts and calls only: no times, ids, results, models, tokens. Ids come from
 * the lines' content.
 */
export function* lineEvents(path: string, owner: Owner, tally: Tally): Generator<SessionEvent> {
  const { session } = owner;
  const idOf = lineIds();
  let [torn, cwd] = [false, null as string | null];
  for (const line of linesOf(path)) {
    // A line that does not parse is bad once another one follows it; at the end it may still be growing.
    if (torn) tally.bad_lines++;
    torn = false;
    if (line === '') continue;
    const record = line === null ? null : fieldsOf(parseJson(line));
    if (line === null) tally.bad_lines++;
    else torn = record === null;
    if (line === null || record === null) continue;
    tally.lines++;
    const role = record.role ?? record.type;
    tallyType(tally, role, role === 'user' || role === 'assistant' || role === 'turn_ended');
    if (role === 'turn_ended') {
      const status = STATUS[nameOf(record.status) ?? ''];
      if (status) yield { kind: 'session', session, at: null, status };
      continue;
    }
    const content = fieldsOf(record.message)?.content;
    const blocks = typeof content === 'string' ? [{ type: 'text', text: content }] : listOf(content).map(fieldsOf);
    for (const block of blocks) {
      const type = nameOf(block?.type) ?? '?';
      tallyType(tally, `block.${type}`, BLOCKS.has(type));
    }
    const id = idOf(line);
    if (role === 'user') yield promptEvent(blocks, owner, id);
    if (role !== 'assistant') continue;
    yield { kind: 'reply', session, at: null, id };
    for (const [index, block] of blocks.entries()) {
      if (block?.type !== 'tool_use') continue;
      const input = typeof block.input === 'string' ? block.input : (fieldsOf(block.input) ?? {});
      const tool = nameOf(block.name) ?? '?';
      yield { kind: 'call', session, at: null, id: `${id}.${index}`, reply: id, tool, ...toolFacts(tool, input) };
      if (cwd !== null || typeof input === 'string') continue;
      cwd = workingFolder(owner.project, input);
      if (cwd !== null) yield { kind: 'session', session, at: null, cwd };
    }
  }
}

/** What the user typed stands in `<user_query>`, newer ones note its time before it. */
function promptEvent(blocks: readonly (Fields | null)[], { session, isChild }: Owner, id: string): SessionEvent {
  const text = blocks.map((block) => textOf(block?.text) ?? '').join('\n');
  const query = /<user_query>\s*([\s\S]*?)\s*<\/user_query>/.exec(text)?.[1];
  const at = parseTime(/<timestamp>\s*([^<]{10,40}?)\s*<\/timestamp>/.exec(text)?.[1] ?? '');
  return { kind: 'prompt', session, at, id, human: !isChild, text: query ?? text };
}
