import { basename } from 'node:path';
import { jsonLines } from '../json-lines.ts';
import type { SessionEvent } from '../session-event.ts';
import type { Source, Tally, Transcripts } from '../transcripts.ts';
import { fieldsIn, textOf } from '../values.ts';
import { lineOf, skimmed } from './line.ts';
import { isEvents, placesOf, sessionOfName, sourcesBelow } from './places.ts';
import { eventsOf } from './reading.ts';
import { endOf, leftOpen } from './runs.ts';
import { type State, startState } from './state.ts';
import { parentFirst } from './subagents.ts';

function* read({ files }: Source, tally: Tally): Generator<SessionEvent> {
  let state: State | null = null;
  let latest: number | null = null;
  for (const file of files) {
    for (const fields of jsonLines(file, tally, skimmed)) {
      const line = lineOf(fields, tally);
      state ??= startState(sessionOfName(file) ?? textOf(fieldsIn(fields.data).sessionId) ?? basename(file, '.jsonl'));
      if (line.at !== null && (latest === null || line.at > latest)) {
        if (latest === null) yield { kind: 'session', session: state.session, at: line.at };
        latest = line.at;
      }
      for (const event of eventsOf(state, line)) {
        yield* parentFirst(state, event);
        yield event;
      }
    }
  }
  if (state === null) return;
  yield* leftOpen(state);
  yield* endOf(state, latest);
}

/** Sessions of the GitHub Copilot CLI, 1.0.12 to 1.0.102 seen. The JSON documents of 2025's previews are not read. */
const transcripts: Transcripts = {
  name: 'copilot',
  title: 'Copilot CLI',
  places: placesOf,
  discover: sourcesBelow,
  recognise: isEvents,
  read,
};
export default transcripts;
