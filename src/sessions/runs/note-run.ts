import { findDefinition, hashThatRan } from '../../agents/definitions.ts';
import { findAgentTranscript, readAgentType } from '../../harnesses/claude/places.ts';
import type { HookEvent } from '../../harnesses/contract.ts';
import type { HarnessName } from '../../harnesses/transcripts.ts';
import type { Ctx } from '../../lib/context.ts';
import { isoTime } from '../../lib/time.ts';
import { readHead } from '../../store/git/head.ts';
import { findCaller } from '../../store/process/process-tree.ts';
import type { Project } from '../../store/project.ts';
import { agentName } from './agent-name.ts';
import { hasGrown } from './finish.ts';
import { armsOf } from './hand-over.ts';
import { type OpenRun, readRunNote, writeRunNote } from './open.ts';

/** Events of a subagent name it; a session's own run has no `agent_id` of its own. */
export const agentIdOf = (event: HookEvent): string | null =>
  event.kind === 'subagent-start' || event.kind === 'subagent-end' ? event.agent_id : null;

/** The agent that runs, as records name it. */
export function agentNameOf(event: HookEvent): string {
  if (event.agent_type !== null) return agentName(event.agent_type);
  const id = agentIdOf(event);
  if (id === null) return 'main';
  const transcript = event.agent_transcript ?? (event.transcript && findAgentTranscript(event.transcript, id));
  const named = transcript ? readAgentType(transcript) : null;
  return named === null ? 'unnamed' : agentName(named);
}

/**
 * Notes a run that starts, or goes on after a resume; what is known of it already stays.
 *
 * @param here where the run works
 * @param home where notes are kept
 * @param tells the run takes text now: only then can it have an arm of an experiment
 */
export function noteRun(
  here: Project,
  home: Project,
  ctx: Ctx,
  harness: HarnessName,
  event: HookEvent,
  tells = false,
): OpenRun {
  const id = agentIdOf(event);
  const known = readRunNote(home, event.session, id);
  const now = isoTime(ctx.now());
  const head = readHead(here);
  // What is counted under one name stays there, also when the session goes on under another.
  const agent = known && (known.covered > 0 || event.agent_type === null) ? known.agent : agentNameOf(event);
  const starts = event.kind === 'start' || event.kind === 'subagent-start';
  const run: OpenRun = {
    harness,
    agent,
    session: event.session,
    agent_id: id,
    transcript: (id === null ? event.transcript : event.agent_transcript) ?? known?.transcript ?? null,
    started: known?.started ?? now,
    updated: now,
    caller: starts || !known ? findCaller(ctx.pid) : known.caller,
    git: {
      start: known ? known.git.start : starts ? head.commit : null,
      // What changed after the transcript's last line is not of this run: a repeated end writes the same bytes.
      end: known && !hasGrown(known) ? known.git.end : head.commit,
      branch: known?.git.branch ?? head.branch,
    },
    definition: known?.agent === agent ? known.definition : hashOf(here, ctx, harness, agent),
    arms: armsOf(home, ctx, { known, starts: starts && tells, agent, session: event.session, agent_id: id }, now),
    ended: false,
    covered: known?.covered ?? 0,
  };
  // At every turn: the transcript's own time tells that the run is alive.
  const same = known && event.kind === 'turn' && JSON.stringify({ ...known, updated: now }) === JSON.stringify(run);
  if (!same) writeRunNote(home, ctx, run);
  return run;
}

const hashOf = (project: Project, ctx: Ctx, harness: HarnessName, agent: string): string | null =>
  harness === 'claude' ? hashThatRan(project, ctx, agent) : (findDefinition(project, ctx, agent)?.hash ?? null);
