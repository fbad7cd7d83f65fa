import { linesOf } from '../../store/log/lines-of.ts';
import { lineIds } from '../line-ids.ts';
import type { SessionEvent } from '../session-event.ts';
import { type Tally, tallyType } from '../transcripts.ts';
import type { Owner } from './agent-lines.ts';

const ROLE = /^(user|assistant):\s*$/;
const MARKER = /^\[(Thinking|Tool call|Tool result)\](?: (.*))?$/;

/** The events of an older transcript in plain text: `user:`, `assistant:`, `[Tool call] Name` at the start of a line. */
export function* textEvents(path: string, { session, isChild }: Owner, tally: Tally): Generator<SessionEvent> {
  const idOf = lineIds();
  let prompt: string[] | null = null;
  let reply: string | null = null;
  const open: Array<{ id: string; tool: string }> = [];
  const said = function* (): Generator<SessionEvent> {
    if (prompt === null) return;
    const text = prompt.join('\n').trim();
    prompt = null;
    const query = /<user_query>\s*([\s\S]*?)\s*<\/user_query>/.exec(text)?.[1];
    yield { kind: 'prompt', session, at: null, id: idOf(`user:${text}`), human: !isChild, text: query ?? text };
  };
  for (const line of linesOf(path)) {
    tally.lines++;
    if (line === null) {
      tally.bad_lines++;
      continue;
    }
    const role = ROLE.exec(line)?.[1];
    const [, marker, name = ''] = MARKER.exec(line) ?? [];
    if (role) {
      yield* said();
      tallyType(tally, role, true);
      if (role === 'user') prompt = [];
      else {
        reply = idOf('assistant:');
        yield { kind: 'reply', session, at: null, id: reply };
      }
    } else if (marker && prompt === null) {
      tallyType(tally, marker, true);
      const tool = name.trim().slice(0, 200) || '?';
      if (marker === 'Tool call') {
        const id = idOf(line);
        open.push({ id, tool });
        yield { kind: 'call', session, at: null, id, reply, tool };
      } else if (marker === 'Tool result') {
        const place = open.findIndex((call) => call.tool === tool);
        // Whether it failed is not told.
        if (place >= 0) yield { kind: 'result', session, at: null, id: open.splice(place, 1)[0]!.id, error: null };
      }
    } else prompt?.push(line);
  }
  yield* said();
}
