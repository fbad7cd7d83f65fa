import { parseTime } from '../../lib/time.ts';
import type { SessionEvent } from '../session-event.ts';
import { type Chains, noChains } from './chains.ts';
import type { Head } from './line.ts';

/** What a reading of one file keeps between its lines. */
export interface FileReading {
  /** The session of the file; that of lines marked as sidechain differs in old versions. */
  session: string;
  /** Where ids of agents belong: the main session. */
  root: string;
  /** A subagent's own file: every line is marked as sidechain. */
  isAgent: boolean;
  chains: Chains;
  /** What was said of each session. */
  said: Map<string, Said>;
  /** Calls that were answered: what is said of one again does not count. */
  answered: Set<string>;
  /** Of lines, by which events without an id are told apart. */
  line: number;
}

interface Said {
  /** Of the latest line. */
  head: Head | null;
  cwd: boolean;
  version: string | null;
  branch: string | null;
  first: number | null;
  latest: number | null;
}

export const startFile = (session: string, root: string, isAgent: boolean): FileReading => ({
  session,
  root,
  isAgent,
  chains: noChains(),
  said: new Map(),
  answered: new Set(),
  line: 0,
});

export const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

export function timeOf(value: unknown): number | null {
  if (typeof value !== 'string') return null;
  const time = value.length === 24 && value.endsWith('Z') ? Date.parse(value) : (parseTime(value) ?? Number.NaN);
  return knownTime(time);
}

/** A time between 2000 and 2100. */
export const knownTime = (time: number): number | null =>
  time >= 946_684_800_000 && time < 4_102_444_800_000 ? time : null;

export const parentFact = (session: string, parent: string, agent: string | undefined): SessionEvent => ({
  kind: 'session',
  session,
  at: null,
  parent,
  ...(agent === undefined ? {} : { agent }),
});

/** The folder in which the session began, and each change of version and branch. */
export function sayFacts(
  reading: FileReading,
  session: string,
  head: Head,
  at: number | null,
  out: SessionEvent[],
): void {
  let said = reading.said.get(session);
  if (!said) {
    said = { head: null, cwd: false, version: null, branch: null, first: null, latest: null };
    reading.said.set(session, said);
  }
  if (at !== null) {
    if (said.first === null || at < said.first) said.first = at;
    if (said.latest === null || at > said.latest) said.latest = at;
  }
  if (said.head === head) return;
  said.head = head;
  const cwd = said.cwd ? null : text(head.cwd);
  const version = text(head.version);
  const branch = text(head.gitBranch);
  const isNew =
    cwd !== null || (version !== null && version !== said.version) || (branch !== null && branch !== said.branch);
  if (!isNew) return;
  said.cwd ||= cwd !== null;
  said.version = version ?? said.version;
  said.branch = branch ?? said.branch;
  out.push({
    kind: 'session',
    session,
    at,
    ...(cwd === null ? {} : { cwd }),
    ...(version === null ? {} : { harness_version: version }),
    ...(branch === null ? {} : { branch }),
  });
}

/** From when to when the lines of each session reach: those of bookkeeping have no times, others no events. */
export function spanFacts({ said }: FileReading): SessionEvent[] {
  return [...said].flatMap(([session, { first, latest }]) =>
    [first, latest].flatMap((at) => (at === null ? [] : [{ kind: 'session' as const, session, at }])),
  );
}
