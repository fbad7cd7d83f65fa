import { basename, dirname, join } from 'node:path';
import { readFields } from '../read-json.ts';
import type { SessionEvent, SessionFact } from '../session-event.ts';
import type { Source, Tally, Transcripts } from '../transcripts.ts';
import { type Fields, fieldsIn, listOf, textOf } from '../values.ts';
import { chatIn } from './document.ts';
import { isChat, placesOf, sourcesBelow } from './places.ts';
import { isLowerBound, type Request, requestEvents, requestOf } from './requests.ts';
import { pathOfUri } from './uri.ts';

function* read({ files: [file] }: Source, tally: Tally): Generator<SessionEvent> {
  const chat = file === undefined ? null : chatIn(file, tally);
  const requests = listOf(chat?.requests).map(requestOf);
  // A panel that was opened and never used leaves a file too.
  if (!chat || file === undefined || requests.length === 0) return;
  const session = textOf(chat.sessionId) ?? basename(file).replace(/\.jsonl?$/, '');
  yield headOfSession(session, requests, folderOf(file));
  let [charged, bound] = [0, false];
  for (const request of requests) {
    for (const event of requestEvents(session, request, tally)) {
      if (event.kind === 'usage') {
        charged++;
        bound ||= isLowerBound(request);
      }
      yield event;
    }
  }
  const last = requests.at(-1)!;
  const partial = charged > 0 && (bound || charged < requests.length);
  const end: SessionFact = { kind: 'session', session, at: last.until ?? last.at, status: last.how };
  yield partial ? { ...end, flags: ['partial'] } : end;
}

function headOfSession(session: string, requests: Request[], cwd: string | null): SessionFact {
  const fields = (of: (fields: Fields) => unknown): string | null =>
    requests.map((request) => textOf(of(request.fields))).findLast((text) => text !== null) ?? null;
  const version = fields(({ agent }) => fieldsIn(agent).extensionVersion);
  const agent = fields(({ modeInfo }) => fieldsIn(fieldsIn(modeInfo).modeInstructions).name);
  return {
    ...{ kind: 'session', session, at: requests[0]!.at, parent: null },
    ...(cwd && { cwd }),
    ...(version && { harness_version: version }),
    ...(agent && { agent }),
  };
}

/** The folder of the window, which stands only in `workspace.json` beside `chatSessions`. A window of several has none. */
const folderOf = (file: string): string | null =>
  pathOfUri(readFields(join(dirname(dirname(file)), 'workspace.json'))?.folder);

/** Chats of GitHub Copilot in VS Code: documents of 2025, logs of changes since 2026. */
const transcripts: Transcripts = {
  name: 'copilot-vscode',
  title: 'Copilot in VS Code',
  places: placesOf,
  discover: sourcesBelow,
  recognise: isChat,
  read,
};
export default transcripts;
