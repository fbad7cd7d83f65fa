import { replayedIn } from '../replayed.ts';
import type { SessionEvent, Usage, UsageTokens } from '../session-event.ts';
import { type FileReading, startFile } from './file-reading.ts';
import type { Line } from './line.ts';
import { takeLine } from './session-events.ts';

/** Lines that say themselves that they were copied from the session that this one was forked from: what they held. */
export interface Copied {
  reading: FileReading;
  uuids: Set<string>;
  /** By kind and id: a reply stands on several lines. */
  events: Map<string, SessionEvent>;
}

export const noCopies = ({ session, root, isAgent }: FileReading): Copied => ({
  reading: startFile(session, root, isAgent),
  uuids: new Set(),
  events: new Map(),
});

/** Some versions repeat a copied line later, without saying so. */
export const isCopied = ({ uuids }: Copied, line: Line): boolean =>
  typeof line.forkedFrom?.messageUuid === 'string' || (typeof line.uuid === 'string' && uuids.has(line.uuid));

/** The largest of each class, as in a session's own sums. */
function largest(known: Usage, more: Usage): Usage {
  const tokens = { ...known.tokens };
  for (const kind of Object.keys(tokens) as Array<keyof UsageTokens>) {
    const [a, b] = [tokens[kind], more.tokens[kind]];
    tokens[kind] = a === null || b === null ? (a ?? b) : Math.max(a, b);
  }
  return { ...known, tokens };
}

/** Takes a copied line: it counts where it was copied from. */
export function takeCopied(copied: Copied, line: Line, raw: string): void {
  if (typeof line.uuid === 'string') copied.uuids.add(line.uuid);
  const out: SessionEvent[] = [];
  takeLine(copied.reading, line, raw, out);
  for (const event of out) {
    if (event.kind !== 'usage' && event.kind !== 'call' && event.kind !== 'result') continue;
    const key = `${event.kind} ${event.id}`;
    const known = copied.events.get(key);
    copied.events.set(key, known?.kind === 'usage' && event.kind === 'usage' ? largest(known, event) : event);
  }
}

/** The fact that says what was left out; none where nothing was copied. */
export function copiedFacts({ reading, events }: Copied): SessionEvent[] {
  const replayed = replayedIn([...events.values()]);
  return replayed === null ? [] : [{ kind: 'session', session: reading.session, at: null, replayed }];
}
