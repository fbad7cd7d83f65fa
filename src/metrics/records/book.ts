import { findDefinition } from '../../agents/definitions.ts';
import type { Ctx } from '../../lib/context.ts';
import { KaError } from '../../lib/errors.ts';
import { type Config, readConfig, readConfigOrDefaults } from '../../store/config.ts';
import { hideLocal } from '../../store/git/hide-local.ts';
import { withLock } from '../../store/lock/lock.ts';
import { findLines } from '../../store/log/find-lines.ts';
import { appendLines } from '../../store/log/log.ts';
import { writeTarget } from '../../store/log/writer.ts';
import { checkName } from '../../store/names.ts';
import type { Project } from '../../store/project.ts';
import type { ExecutionRecord, Summary } from '../contract.ts';
import { agentFolder, LOG, lockFile, recordFiles, spellingOf } from '../places.ts';
import {
  byAge,
  countLines,
  loadState,
  rebuildState,
  type State,
  saveState,
  summaryOf,
  takeIn,
} from '../summary/state.ts';
import { checkRecord, checkShape } from './check.ts';
import { complete, type Fields, type WriteOptions } from './complete.ts';
import { fold } from './fold.ts';
import { gate } from './gate.ts';
import { identify } from './identity.ts';
import { readLine } from './line.ts';
import { readLog } from './read.ts';

export { listAgents } from '../places.ts';
export { dropLostViews, readSummary, rebuildViews } from '../summary/rebuild.ts';
export type { Fields, WriteOptions } from './complete.ts';
export { pruneRecords } from './prune.ts';
export { readExecutions } from './read.ts';
export { voidRecord } from './void.ts';

export interface Written {
  status: 'recorded' | 'updated' | 'unchanged';
  record: ExecutionRecord;
  /** What was appended, or under a dry run would be; null: nothing. */
  line: ExecutionRecord | null;
  summary: Summary;
}

/** The lines that the log holds of one id, and whether it was withdrawn. */
function linesOf(
  project: Project,
  agent: string,
  id: string,
  state: State,
): { own: ExecutionRecord[]; voided: boolean } {
  const count = countLines(state, id);
  const own: ExecutionRecord[] = [];
  if (count === 0) return { own, voided: false };
  const files = recordFiles(project, agent);
  // From the end, till all are found: an update comes soon after its record, as a rule.
  for (const value of findLines(byAge(state, files), id)) {
    const line = readLine(value, agent);
    if (line?.kind === 'void' && line.id === id) return { own: [], voided: true };
    if (line?.kind === 'record' && line.record.id === id && own.push(line.record) === count)
      return { own, voided: false };
  }
  // A line was written without its id or spells it in another way.
  const log = readLog(files, agent);
  return { own: log.lines.get(id) ?? [], voided: log.voided.has(id) };
}

/** Does a record say the same? When and from where it was last told does not count. */
function sameAs(a: ExecutionRecord, b: ExecutionRecord): boolean {
  const text = ({ recorded_at: _at, source: _source, ...rest }: ExecutionRecord): string => JSON.stringify(rest);
  return text(a) === text(b);
}

function configFor(project: Project, ctx: Ctx, { redact }: WriteOptions): Config {
  return redact === 'refuse' ? readConfig(project, ctx) : readConfigOrDefaults(project, ctx).config;
}

/** What is settled before the lock: the spelling of the agent, the id, the fields in order. */
function prepare(project: Project, ctx: Ctx, fields: Fields) {
  checkShape(fields);
  checkName(fields.agent);
  const definition = findDefinition(project, ctx, fields.agent);
  const agent = spellingOf(project, fields.agent) ?? definition?.definition.name ?? fields.agent;
  const given = { ...fields, agent };
  const id = identify(given, definition?.definition.idempotency?.key ?? null, ctx);
  return { agent, given, id, definition };
}

/** A write that changes nothing because the record is withdrawn or pruned: an error for a person, none for a hook. */
function refused(code: string, sentence: string, line: ExecutionRecord, summary: Summary, redact: string): Written {
  if (redact === 'refuse') throw new KaError(code, sentence, 'ka metrics show');
  return { status: 'unchanged', record: line, line: null, summary };
}

/**
 * Writes one execution: a new line, or a further line of a known id, folded (design.md 2 and 3.1). When it returns, the
 * line is on the disk and the summary is right. Under `ctx.dryRun` it only says what it would do.
 *
 * @throws KaError `bad-record`, `bad-name`, `secret`, `voided`, `pruned`, `busy`, or what the disk says
 */
export function writeRecord(project: Project, ctx: Ctx, fields: Fields, options: WriteOptions): Written {
  const config = configFor(project, ctx, options);
  const window = config.recent_window;
  const { agent, given, id, definition } = prepare(project, ctx, fields);
  const line = (before: ExecutionRecord | null): ExecutionRecord => {
    const completed = complete(project, ctx, id, given, options, definition, before);
    checkRecord(completed);
    return fold([gate(completed, options.redact, config)]);
  };
  // Bad input fails before anything is made.
  const alone = line(null);
  const write = (): Written => {
    const loaded = loadState(project, agent, window);
    const state = loaded ?? rebuildState(project, agent);
    const keep = (): Summary =>
      ctx.dryRun || loaded ? summaryOf(agent, state, window) : saveState(project, agent, state, window);
    const { own: held, voided } = linesOf(project, agent, id, state);
    const own = [...held, ...(options.unwritten ?? [])];
    if (voided) return refused('voided', `${id} was withdrawn by ka metrics void.`, alone, keep(), options.redact);
    const before = own.length > 0 ? fold(own) : null;
    const next = before ? line(before) : alone;
    if (state.cut !== null && next.timestamp < state.cut) {
      const sentence = `${next.timestamp} lies before ${state.cut}, up to which ${agent} was pruned.`;
      return refused('pruned', sentence, next, keep(), options.redact);
    }
    const record = before ? fold([...own, next]) : next;
    if (before && sameAs(before, record)) return { status: 'unchanged', record: before, line: null, summary: keep() };
    const status = before ? 'updated' : 'recorded';
    const text = JSON.stringify(next);
    if (!ctx.dryRun) appendLines(writeTarget(project, ctx, agentFolder(project, agent), LOG, config.writer), [text]);
    const taken = takeIn(state, text, before, record);
    if (ctx.dryRun) return { status, record, line: next, summary: summaryOf(agent, state, window) };
    if (!loaded) hideLocal(project);
    const summary = saveState(project, agent, taken ? state : rebuildState(project, agent), window);
    return { status, record, line: next, summary };
  };
  return ctx.dryRun ? write() : withLock(lockFile(project, agent), ctx, write, options.patience_ms);
}
