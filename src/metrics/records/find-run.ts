import { KaError } from '../../lib/errors.ts';
import type { Project } from '../../store/project.ts';
import type { ExecutionRecord } from '../contract.ts';
import { recordFiles } from '../places.ts';
import { readLog, timeOf } from './read.ts';

/** Fewer characters name too much. */
const LEAST = 4;
/** So many ids stand in a message. */
const NAMED = 5;

/** Is this what a person meant by `wanted`? A whole word, or the start of one. */
const means = (word: string | null | undefined, wanted: string): boolean =>
  word === wanted || (wanted.length >= LEAST && word?.startsWith(wanted) === true);

/** The one of several that was named whole, else the only one. @throws KaError `ambiguous-id` naming them */
export function onlyOne<T>(
  found: readonly T[],
  wanted: string,
  names: (one: T) => readonly string[],
  hint: string,
): T | null {
  if (found.length < 2) return found[0] ?? null;
  const whole = found.filter((one) => names(one).includes(wanted));
  if (whole.length === 1) return whole[0]!;
  const ids = found.map((one) => names(one)[0]!).sort();
  const more = ids.length > NAMED ? ` and ${ids.length - NAMED} more` : '';
  throw new KaError('ambiguous-id', `${wanted} could be any of ${ids.slice(0, NAMED).join(', ')}${more}.`, hint);
}

/** The record ids in the logs of these agents that begin with `start`, withdrawn ones too. */
export function idsStarting(
  project: Project,
  agents: readonly string[],
  start: string,
): { agent: string; id: string }[] {
  return agents.flatMap((agent) => {
    const { lines, voided } = readLog(recordFiles(project, agent), agent);
    return [...lines.keys(), ...voided.keys()].filter((id) => means(id, start)).map((id) => ({ agent, id }));
  });
}

/**
 * The lines of the one run of an agent that a person names by the id of its record, its session, or the start of either.
 *
 * @throws KaError `no-record` if there is none or it was withdrawn or pruned, `ambiguous-id` if there are several
 */
export function findRun(project: Project, agent: string, wanted: string): ExecutionRecord[] {
  const { lines, voided, cut } = readLog(recordFiles(project, agent), agent);
  const hint = `ka metrics show ${agent} --last 50`;
  const none = (why: string) => new KaError('no-record', `${agent} has no run "${wanted.slice(0, 80)}"${why}.`, hint);
  const sessionsOf = (own: ExecutionRecord[]): string[] => own.flatMap(({ session_id: id }) => id ?? []);
  const found = [...lines].filter(([id, own]) => [id, ...sessionsOf(own)].some((word) => means(word, wanted)));
  const one = onlyOne(found, wanted, ([id, own]) => [id, ...sessionsOf(own)], hint);
  if (!one)
    throw none([...voided.keys()].some((id) => means(id, wanted)) ? ': it was withdrawn by ka metrics void' : '');
  if (cut !== null && timeOf(one[1]) < cut) throw none(`: it was pruned with all before ${cut}`);
  return one[1];
}
