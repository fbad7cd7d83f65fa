import type { AgentFile } from '../../agents/contract.ts';
import type { Ctx } from '../../lib/context.ts';
import { isoTime, parseTime } from '../../lib/time.ts';
import { readHead } from '../../store/git/head.ts';
import type { Project } from '../../store/project.ts';
import type { ExecutionRecord, OutcomeBy, Source } from '../contract.ts';
import { knownCopies } from './claims.ts';

/** What `writeRecord` is given: who tells, and who judged the outcome. */
export interface WriteOptions {
  source: Source;
  outcomeBy?: OutcomeBy;
  /** `refuse`: a person typed it; a secret is an error. `replace`: derived; a secret becomes `<redacted:…>`. */
  redact: 'refuse' | 'replace';
  /** Lines of this id that a dry run left unwritten before. */
  unwritten?: readonly ExecutionRecord[];
  /** How long to wait for the log's lock; default: five seconds. */
  patience_ms?: number;
}

export type Fields = Partial<ExecutionRecord> & { agent: string };

const isCaller = (source: Source): boolean => source === 'cli' || source === 'mcp' || source === 'loop';

/** A metric's target and direction as its agent declares them, so that a summary needs the records alone. */
function withTarget(primary: ExecutionRecord['primary_metric'], agent: AgentFile | null) {
  const declared = agent?.definition.metrics?.primary;
  if (!primary || !declared || primary.name !== declared.name) return primary;
  return {
    ...primary,
    ...(primary.target == null && declared.target !== undefined ? { target: declared.target } : {}),
    ...(declared.direction === 'min' ? { direction: 'min' as const } : {}),
  };
}

const normal = (time: string): string => {
  const ms = parseTime(time);
  return ms === null ? time : isoTime(ms);
};

/**
 * A line from what was given: times, who says it, and for the first line of a run what is true now (the agent's
 * definition, the commit). Later lines add no such facts: a repetition must change nothing.
 *
 * @param before the record that the log already holds
 */
export function complete(
  project: Project,
  ctx: Ctx,
  id: string,
  fields: Fields,
  { source, outcomeBy }: WriteOptions,
  agent: AgentFile | null,
  before: ExecutionRecord | null,
): ExecutionRecord {
  const now = isoTime(ctx.now());
  const given = fields.timestamp == null ? null : normal(fields.timestamp);
  const isEarlier = before !== null && (given === null || (before.timestamp < given && knownCopies(fields) === 0));
  const earliest = isEarlier ? before.timestamp : given;
  const success = fields.success ?? null;
  const record: ExecutionRecord = {
    ...fields,
    id,
    timestamp: earliest ?? now,
    success,
    outcome_by: success === null ? null : (outcomeBy ?? fields.outcome_by ?? (isCaller(source) ? 'caller' : 'harness')),
    recorded_at: fields.recorded_at == null ? now : normal(fields.recorded_at),
    source,
  };
  if (fields.primary_metric) record.primary_metric = withTarget(fields.primary_metric, agent) ?? null;
  if (before?.definition) {
    if (fields.definition == null) delete record.definition;
  } else if (!('definition' in fields)) record.definition = agent?.hash ?? null;
  if (!before && isCaller(source) && given === null && !fields.git && project.gitDir) {
    const { commit, branch } = readHead(project);
    record.git = { start: null, end: commit, branch, dirty: null };
  }
  return record;
}
