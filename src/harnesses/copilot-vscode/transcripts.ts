import { basename, dirname, join } from 'node:path';
import { headOf } from '../../store/lines-of.ts';
import { type Fields, fieldsOf, listOf, textOf } from '../fields.ts';
import type { SessionEvent, SessionFact } from '../session-event.ts';
import type { Source, Tally, Transcripts } from '../transcripts.ts';
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

function headOfSession(session: string, requests: Request[], cwd: string | undefined): SessionFact {
  const fields = (of: (fields: Fields) => unknown): string | undefined =>
    requests.map((request) => textOf(of(request.fields))).findLast((text) => text !== undefined);
  const version = fields(({ agent }) => fieldsOf(agent).extensionVersion);
  const agent = fields(({ modeInfo }) => fieldsOf(fieldsOf(modeInfo).modeInstructions).name);
  return {
    ...{ kind: 'session', session, at: requests[0]!.at, parent: null },
    ...(cwd && { cwd }),
    ...(version && { harness_version: version }),
    ...(agent && { agent }),
  };
}

/** The folder of the window, which stands only in `workspace.json` beside `chatSessions`. A window of several has none. */
function folderOf(file: string): string | undefined {
  const text = Buffer.from(headOf(join(dirname(dirname(file)), 'workspace.json')), 'latin1').toString();
  try {
    return pathOfUri(fieldsOf(JSON.parse(text)).folder);
  } catch {
    return undefined;
  }
}

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
