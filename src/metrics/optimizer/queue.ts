import { join } from 'node:path';
import { canonicalJson } from '../../lib/canonical.ts';
import { isoTime, parseTime } from '../../lib/time.ts';
import { readJson } from '../../store/files.ts';
import { type LogProblems, logFiles, scanLog } from '../../store/log/log.ts';
import type { Project } from '../../store/project.ts';
import type { Analysis, QueueLine, Recommendation, Status } from './recommendation.ts';

export const optimizerFolder = (project: Project): string => join(project.kaizen, 'metrics', 'optimizer');
export const analysisFile = (project: Project): string => join(optimizerFolder(project), 'analysis.json');
/** The last retro: its bets stand in the same queue. */
export const retroFile = (project: Project): string => join(project.kaizen, 'retro', 'analysis.json');
export const QUEUE = 'recommendations';
export const queueLock = (project: Project): string => join(project.local, 'locks', `${QUEUE}.lock`);

const STATUSES: readonly string[] = ['open', 'accepted', 'rejected', 'applied', 'verified', 'resolved'];

const isQueueLine = (value: Record<string, unknown>): boolean =>
  typeof value.id === 'string' &&
  typeof value.timestamp === 'string' &&
  typeof value.rule === 'string' &&
  typeof value.subject === 'string' &&
  STATUSES.includes(value.status as string);

/** Of two lines of one id the later one counts, then the one with the greater canonical bytes: any order, one result. */
function later(a: QueueLine, b: QueueLine): QueueLine {
  if (a.timestamp !== b.timestamp) return a.timestamp > b.timestamp ? a : b;
  return canonicalJson(a) >= canonicalJson(b) ? a : b;
}

/** All lines of the queue by id, the one that counts last; lines of another shape are counted as bad. */
export function readQueueLines(project: Project): { byId: Map<string, QueueLine[]>; problems: LogProblems } {
  const byId = new Map<string, QueueLine[]>();
  let foreign = 0;
  const problems = scanLog(logFiles(optimizerFolder(project), QUEUE), (value) => {
    if (!isQueueLine(value)) {
      foreign++;
      return;
    }
    const line = value as unknown as QueueLine;
    const known = byId.get(line.id);
    if (known) known.push(line);
    else byId.set(line.id, [line]);
  });
  for (const lines of byId.values()) lines.sort((a, b) => (a === b ? 0 : later(a, b) === a ? 1 : -1));
  return { byId, problems: { ...problems, bad: problems.bad + foreign } };
}

/** The state of every recommendation that was ever seen, by id. */
export function readQueue(project: Project): { states: Map<string, QueueLine>; problems: LogProblems } {
  const { byId, problems } = readQueueLines(project);
  return { states: new Map([...byId].map(([id, lines]) => [id, lines.at(-1)!])), problems };
}

/** A time at which a new line wins over the known one: now, or a millisecond after it where clocks disagree. */
export function timeAfter(known: QueueLine | undefined, wanted: string): string {
  if (!known || known.timestamp < wanted) return wanted;
  const ms = parseTime(known.timestamp);
  return ms === null ? wanted : isoTime(ms + 1);
}

/** What the last analysis and the last retro found; files of another shape hold nothing. */
function found(project: Project): Recommendation[] {
  const { agents } = readJson<Partial<Analysis>>(analysisFile(project)) ?? {};
  const retro = readJson<{ bets?: Recommendation[]; decided?: Recommendation[] }>(retroFile(project)) ?? {};
  return [
    ...(Array.isArray(agents) ? agents : []).flatMap((agent) =>
      Array.isArray(agent?.recommendations) ? agent.recommendations : [],
    ),
    ...[retro.bets, retro.decided].flatMap((bets) => (Array.isArray(bets) ? bets : [])),
  ].filter((one) => typeof one?.id === 'string' && typeof one.subject === 'string');
}

/** The recommendations of the last analysis and the last retro, with the states that the queue gives them now; best first. */
export function recommendations(project: Project): Recommendation[] {
  const all = found(project);
  if (all.length === 0) return [];
  const { states } = readQueue(project);
  return all.map((one) => ({ ...one, status: states.get(one.id)?.status ?? one.status })).sort(byScore);
}

/** Best first; ties by id, so that the order never hangs on chance. */
export const byScore = (a: Recommendation, b: Recommendation): number => b.score - a.score || (a.id < b.id ? -1 : 1);

const PENDING: readonly Status[] = ['open', 'accepted'];

/** What an agent's brief names: its recommendations that wait for somebody, best first. */
export const openRecommendations = (project: Project, agent: string): Recommendation[] =>
  recommendations(project).filter(
    ({ subject, status }) => (subject === agent || subject.startsWith(`${agent}/`)) && PENDING.includes(status),
  );
