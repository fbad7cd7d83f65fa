import { join } from 'node:path';
import { hashThatRan } from '../agents/definitions.ts';
import { answer, readEvent } from '../harnesses/claude/events.ts';
import { findAgentTranscript, readAgentType } from '../harnesses/claude/places.ts';
import type { HookEvent } from '../harnesses/contract.ts';
import type { Ctx } from '../lib/context.ts';
import { isoTime } from '../lib/time.ts';
import { brief } from '../memory/brief.ts';
import { collectDetached } from '../metrics/collect-detached.ts';
import { openRecommendations } from '../metrics/queue.ts';
import { statFile } from '../store/files.ts';
import { readHead } from '../store/git-head.ts';
import { mapName } from '../store/names.ts';
import { findCaller } from '../store/process-tree.ts';
import type { Project } from '../store/project.ts';
import { readOn } from './cursor.ts';
import { finishRun, hasGrown, isBehind, transcriptOf } from './finish.ts';
import { armsOf, handOver } from './hand-over.ts';
import { listRuns, type OpenRun, readRunNote, runId, writeRunNote } from './open.ts';
import { noteProblem } from './problems.ts';
import { finishRuns } from './sweep.ts';
import { findHookProject } from './where.ts';

const HARNESS = 'claude';

interface Answer {
  text: string;
  /** Writes the records of runs whose end never came. */
  sweep?: () => void;
}

const NOTHING: Answer = { text: '' };

/**
 * Handles one event of Claude Code. Nothing is thrown: what goes wrong stands in `hook.log`.
 *
 * @param text the payload as it came
 * @returns what to print: the contract's answer, or nothing; and what may be done after it was printed
 */
export function handleHook(ctx: Ctx, text: string): Answer {
  const event = readEvent(text);
  const found = findHookProject(ctx, event);
  if (!found) return NOTHING;
  if (!event) {
    noteProblem(found.home, ctx, 'hook', 'the payload is no JSON object with session_id and hook_event_name');
    return NOTHING;
  }
  const { here, home } = found;
  const attempt = <T>(work: () => T): T | null => {
    try {
      return work();
    } catch (error) {
      noteProblem(home, ctx, event.name, error);
      return null;
    }
  };
  switch (event.kind) {
    case 'start':
    case 'subagent-start': {
      const run = attempt(() => noteRun(here, home, ctx, event));
      const said = attempt(() => handOver(home, ctx, run?.arms, () => orientation(home, ctx, event))) ?? '';
      // The agent waits for its brief, not for the runs of others.
      const sweep = () => attempt(() => finishRuns(home, ctx, event.session));
      return { text: said === '' ? '' : answer(event, said), ...(event.kind === 'start' ? { sweep } : {}) };
    }
    case 'turn':
      attempt(() => followRun(here, home, ctx, event));
      return NOTHING;
    case 'subagent-end':
    case 'end':
      attempt(() => endRuns(here, home, ctx, event, attempt));
      return NOTHING;
    default:
      return NOTHING;
  }
}

/** Events of a subagent name it; a session's own run has no `agent_id` of its own. */
const agentIdOf = (event: HookEvent): string | null =>
  event.kind === 'subagent-start' || event.kind === 'subagent-end' ? event.agent_id : null;

function agentNameOf(event: HookEvent): string {
  if (event.agent_type !== null) return mapName(event.agent_type);
  const id = agentIdOf(event);
  if (id === null) return 'main';
  const transcript = event.agent_transcript ?? (event.transcript && findAgentTranscript(event.transcript, id));
  const named = transcript ? readAgentType(transcript) : null;
  return named === null ? 'unnamed' : mapName(named);
}

/** Notes a run that starts, or goes on after a resume; what is known of it already stays. */
function noteRun(here: Project, home: Project, ctx: Ctx, event: HookEvent): OpenRun {
  const id = agentIdOf(event);
  const known = readRunNote(home, event.session, id);
  const now = isoTime(ctx.now());
  const head = readHead(here);
  // What is counted under one name stays there, also when the session goes on under another.
  const agent = known && (known.covered > 0 || event.agent_type === null) ? known.agent : agentNameOf(event);
  const starts = event.kind === 'start' || event.kind === 'subagent-start';
  const run: OpenRun = {
    harness: HARNESS,
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
    definition: known?.agent === agent ? known.definition : hashThatRan(here, ctx, agent),
    arms: armsOf(home, ctx, { known, starts, agent, session: event.session, agent_id: id }, now),
    ended: false,
    covered: known?.covered ?? 0,
  };
  // At every turn: the transcript's own time tells that the run is alive.
  const same = known && event.kind === 'turn' && JSON.stringify({ ...known, updated: now }) === JSON.stringify(run);
  if (!same) writeRunNote(home, ctx, run);
  return run;
}

/** What the agent starts with. `main` is told only what somebody wrote or the rules found. */
function orientation(home: Project, ctx: Ctx, event: HookEvent): string {
  const agent = agentNameOf(event);
  if (agent === 'main') {
    const hasMemory = statFile(join(home.kaizen, 'agents', agent, 'memory.md')) !== null;
    if (!hasMemory && openRecommendations(home, agent).length === 0) return '';
  }
  const { text, sections } = brief(home, ctx, agent);
  return sections.length === 0 ? '' : text;
}

/** A turn ended: takes the new bytes of the transcript in, so that the end has little left to read. */
function followRun(here: Project, home: Project, ctx: Ctx, event: HookEvent): void {
  const run = noteRun(here, home, ctx, event);
  const transcript = transcriptOf(run, event.transcript);
  if (transcript !== null) readOn(home, ctx, run, transcript).freeze()();
}

function endRuns(
  here: Project,
  home: Project,
  ctx: Ctx,
  event: HookEvent,
  attempt: <T>(work: () => T) => T | null,
): void {
  const id = agentIdOf(event);
  if (event.kind === 'subagent-end' && id === null) return;
  const ending = [noteRun(here, home, ctx, event)];
  if (event.kind === 'end') {
    // Subagents end with their session; those that ended before may have gone on writing.
    const others = listRuns(home, event.session).filter(
      (run) => run.agent_id !== null && (!run.ended || isBehind(run, event.transcript)),
    );
    ending.push(...others);
  }
  for (const run of ending) {
    attempt(() => {
      const written = finishRun(home, ctx, run, event.transcript, 'hook');
      // Where the run worked: that is what its collector is to measure.
      if (written) collectDetached(here, ctx, run.agent, runId(run));
    });
  }
}
