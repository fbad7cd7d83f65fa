import type { Ctx } from '../../lib/context.ts';
import { KaError } from '../../lib/errors.ts';
import { isoTime } from '../../lib/time.ts';
import { readConfigOrDefaults } from '../../store/config.ts';
import { withLock } from '../../store/lock/lock.ts';
import { findLines } from '../../store/log/find-lines.ts';
import { appendLines } from '../../store/log/log.ts';
import { writeTarget } from '../../store/log/writer.ts';
import type { Project } from '../../store/project.ts';
import { agentFolder, LOG, listAgents, lockFile, recordFiles } from '../places.ts';
import { rebuildState, saveState } from '../summary/state.ts';
import { idsStarting, onlyOne } from './find-run.ts';
import { readLine } from './line.ts';
import { readLog } from './read.ts';

/** The agent whose log holds an id, also where its lines were written without it. */
function ownerOf(project: Project, id: string): string | null {
  const agents = listAgents(project);
  const holds = (agent: string): boolean => {
    for (const value of findLines(recordFiles(project, agent), id)) {
      const line = readLine(value, agent);
      if (line !== null && line.kind !== 'cut' && (line.kind === 'void' ? line.id : line.record.id) === id) return true;
    }
    return false;
  };
  return (
    agents.find(holds) ?? agents.find((agent) => readLog(recordFiles(project, agent), agent).lines.has(id)) ?? null
  );
}

/** The record that is named by its id or by the start of it. @throws KaError `no-record`, `ambiguous-id` */
function find(project: Project, wanted: string): { agent: string; id: string } {
  const agent = wanted === '' ? null : ownerOf(project, wanted);
  if (agent !== null) return { agent, id: wanted };
  const one = onlyOne(idsStarting(project, listAgents(project), wanted), wanted, ({ id }) => [id], 'ka metrics list');
  if (one === null)
    throw new KaError('no-record', `No log holds the record "${wanted.slice(0, 80)}".`, 'ka metrics list');
  return one;
}

/**
 * Withdraws a record for good: no later line of its id brings it back.
 *
 * @param wanted its id, or a start of it that no other record has
 * @throws KaError `no-record` if no log holds the id, `ambiguous-id` if several begin so
 */
export function voidRecord(
  project: Project,
  ctx: Ctx,
  wanted: string,
): { agent: string; id: string; status: 'voided' | 'unchanged' } {
  const { agent, id } = find(project, wanted);
  const { recent_window: window, writer } = readConfigOrDefaults(project, ctx).config;
  const work = (): { agent: string; id: string; status: 'voided' | 'unchanged' } => {
    if (readLog(recordFiles(project, agent), agent).voided.has(id)) return { agent, id, status: 'unchanged' };
    if (ctx.dryRun) return { agent, id, status: 'voided' };
    const line = JSON.stringify({ id, void: true, recorded_at: isoTime(ctx.now()) });
    appendLines(writeTarget(project, ctx, agentFolder(project, agent), LOG, writer), [line]);
    saveState(project, agent, rebuildState(project, agent), window);
    return { agent, id, status: 'voided' };
  };
  return ctx.dryRun ? work() : withLock(lockFile(project, agent), ctx, work);
}
