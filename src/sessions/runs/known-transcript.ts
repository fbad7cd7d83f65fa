import { findAgentTranscript, findSessionTranscript } from '../../harnesses/claude/places.ts';
import type { Ctx } from '../../lib/context.ts';
import type { ExecutionRecord } from '../../metrics/contract.ts';
import { statFile } from '../../store/files.ts';
import { inMainWorktree, type Project } from '../../store/project.ts';
import { readRunNote } from './open.ts';

/** What a session or subagent may be called where its name becomes a part of a path. */
const SEGMENT = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/**
 * The transcript of a run, if it lies on this machine: where the hooks were told, else where Claude Code keeps its own.
 * Null where none is found.
 */
export function knownTranscript(project: Project, ctx: Ctx, record: ExecutionRecord): string | null {
  if (!record.session_id || (record.harness != null && record.harness !== 'claude')) return null;
  const [session = '', agentId = null, ...more] = record.session_id.split('/');
  if (!SEGMENT.test(session) || (agentId !== null && !SEGMENT.test(agentId)) || more.length > 0) return null;
  const home = inMainWorktree(project);
  const told = readRunNote(home, session, agentId)?.transcript ?? readRunNote(home, session, null)?.transcript ?? null;
  for (const path of [told, findSessionTranscript(ctx, session)]) {
    if (path === null) continue;
    const own = agentId === null ? path : path.includes(agentId) ? path : findAgentTranscript(path, agentId);
    if (own !== null && statFile(own)?.isFile) return own;
  }
  return null;
}
