import type { Ctx } from '../lib/context.ts';
import { KaError } from '../lib/errors.ts';
import { isoTime } from '../lib/time.ts';
import { readConfigOrDefaults } from '../store/config.ts';
import { findLines } from '../store/find-lines.ts';
import { withLock } from '../store/lock.ts';
import { appendLines } from '../store/log.ts';
import type { Project } from '../store/project.ts';
import { writeTarget } from '../store/writer.ts';
import { readLine } from './line.ts';
import { agentFolder, LOG, listAgents, lockFile, recordFiles } from './places.ts';
import { readLog } from './read.ts';
import { rebuildState, saveState } from './state.ts';

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

/**
 * Withdraws a record for good: no later line of its id brings it back.
 *
 * @throws KaError `no-record` if no log holds the id
 */
export function voidRecord(project: Project, ctx: Ctx, id: string): { agent: string; status: 'voided' | 'unchanged' } {
  const agent = id === '' ? null : ownerOf(project, id);
  if (agent === null)
    throw new KaError('no-record', `No log holds the record "${id.slice(0, 80)}".`, 'ka metrics list');
  const { recent_window: window, writer } = readConfigOrDefaults(project, ctx).config;
  const work = (): { agent: string; status: 'voided' | 'unchanged' } => {
    if (readLog(recordFiles(project, agent), agent).voided.has(id)) return { agent, status: 'unchanged' };
    if (ctx.dryRun) return { agent, status: 'voided' };
    const line = JSON.stringify({ id, void: true, recorded_at: isoTime(ctx.now()) });
    appendLines(writeTarget(project, ctx, agentFolder(project, agent), LOG, writer), [line]);
    saveState(project, agent, rebuildState(project, agent), window);
    return { agent, status: 'voided' };
  };
  return ctx.dryRun ? work() : withLock(lockFile(project, agent), ctx, work);
}
