import { join } from 'node:path';
import type { HookEvent } from '../../harnesses/contract.ts';
import type { HookEvents } from '../../harnesses/hook-events.ts';
import { languageOf, speakerOf } from '../../harnesses/hook-languages.ts';
import { parsePayload } from '../../harnesses/hook-payload.ts';
import type { Ctx } from '../../lib/context.ts';
import { brief } from '../../memory/brief.ts';
import { openRecommendations } from '../../metrics/optimizer/queue.ts';
import { hasLessons, loadSessionStart } from '../../records/load-session-start.ts';
import { readConfigOrDefaults } from '../../store/config.ts';
import { statFile } from '../../store/files.ts';
import type { Project } from '../../store/project.ts';
import { closeRuns, collectFor, digestLater, endOf } from './close-later.ts';
import { endRuns, followRun } from './end-runs.ts';
import { handOver } from './hand-over.ts';
import { agentNameOf, noteRun } from './note-run.ts';
import { noteProblem } from './problems.ts';
import { keepEvent } from './raw-events.ts';
import { finishRuns } from './sweep.ts';
import { findHookProject } from './where.ts';

interface Answer {
  text: string;
  /** What nobody has to wait for: raw events, records of runs whose end never came, the start of a sync. */
  afterwards?: () => void;
}

/** Runs work and notes what goes wrong in it. */
type Attempt = <T>(work: () => T) => T | null;

/**
 * Handles one event of a coding tool. Nothing is thrown: what goes wrong stands in `hook.log`.
 *
 * @param called the tool that the hook was installed for; another one may have sent the payload
 * @param read gives the payload as it came
 * @returns what to print: the contract's answer, or what is said where there is none; and what may be done afterwards
 */
export function handleHook(ctx: Ctx, called: string, read: () => string): Answer {
  const own = languageOf(called);
  if (!own) return { text: '' };
  const quiet: Answer = { text: own.silence };
  try {
    const text = read();
    const payload = parsePayload(text);
    const events = payload ? speakerOf(payload, own) : own;
    const event = payload ? events.read(payload) : null;
    const found = findHookProject(ctx, event);
    if (!found) return quiet;
    if (!event) {
      noteProblem(
        found.home,
        ctx,
        'hook',
        `the payload is no event of ${own.name}: no JSON object, or no session in it`,
      );
      return quiet;
    }
    const { here, home } = found;
    const attempt: Attempt = (work) => {
      try {
        return work();
      } catch (error) {
        noteProblem(home, ctx, event.name, error);
        return null;
      }
    };
    const call: Call = { here, home, ctx, events, event, attempt };
    const { said, later } = events.name === 'claude' ? ofClaude(call) : ofOthers(call);
    return {
      // Where two hooks of one tool report an event, only its own answers: the brief is read once.
      text: said === '' || events !== own ? own.silence : own.answer(event, said),
      afterwards: () => {
        attempt(() => keepEvent(home, ctx, events.name, text, payload!));
        attempt(later);
      },
    };
  } catch {
    return quiet;
  }
}

/** One event, and what is needed to handle it. */
interface Call {
  /** Where the run works, and where its notes and records are kept. */
  here: Project;
  home: Project;
  ctx: Ctx;
  events: HookEvents;
  event: HookEvent;
  attempt: Attempt;
}

interface Handled {
  /** Text for the model. */
  said: string;
  later: () => void;
}

const nothing = (): void => {};

/** Claude Code's own path: records are written by the hook itself, from what a cursor has read. */
function ofClaude(call: Call): Handled {
  const { here, home, ctx, event, attempt } = call;
  const said = start(call);
  if (event.kind === 'turn') attempt(() => followRun(here, home, ctx, event));
  if (event.kind === 'subagent-end' || event.kind === 'end') attempt(() => endRuns(here, home, ctx, event, attempt));
  if (event.kind === 'start') return { said, later: () => sweep(call) };
  // The record stands; the digest follows from the whole transcript.
  return { said, later: event.kind === 'end' ? () => digestLater(home, ctx, event.transcript) : nothing };
}

/** The others': a note while the run goes on; record and digest come from the transcript, in a process of their own. */
function ofOthers(call: Call): Handled {
  const { here, home, ctx, events, event, attempt } = call;
  const said = start(call);
  if (event.kind === 'start') return { said, later: () => sweep(call) };
  if (event.kind === 'turn') attempt(() => noteRun(here, home, ctx, events.name, event));
  const ended = attempt(() => endOf(here, home, ctx, events.name, event));
  if (!ended) return { said, later: nothing };
  const later = (): void => {
    closeRuns(home, ctx, [ended.run]);
    collectFor(here, ctx, ended);
  };
  return { said, later };
}

/** The agent waits for its brief, not for the runs of others. */
const sweep = ({ home, ctx, event }: Call): void => closeRuns(home, ctx, finishRuns(home, ctx, event.session));

/** Notes a run that starts. @returns what it is told */
function start(call: Call): string {
  const { here, home, ctx, events, event, attempt } = call;
  if (event.kind !== 'start' && event.kind !== 'subagent-start') return '';
  // A subagent without an id would be taken for its session.
  const noted = event.kind === 'start' || event.agent_id !== null;
  const tells = events.takesText(event);
  const run = noted ? attempt(() => noteRun(here, home, ctx, events.name, event, tells)) : null;
  return tells ? (attempt(() => handOver(home, ctx, run?.arms, () => orientation(call))) ?? '') : '';
}

/** What the agent starts with: its brief, and at the start of a session what the config adds, which must not cost it the brief. */
function orientation({ home, ctx, event, attempt }: Call): string {
  const { session_start } = readConfigOrDefaults(home, ctx).config.records;
  const more =
    event.kind === 'start' && session_start.length > 0
      ? attempt(() => loadSessionStart(ctx).sessionStart(home, ctx, session_start))
      : '';
  return [briefOf(home, ctx, agentNameOf(event)), more].filter(Boolean).join('\n');
}

/** `main` is told only what somebody wrote or the rules found. */
function briefOf(home: Project, ctx: Ctx, agent: string): string {
  if (agent === 'main') {
    const hasMemory = statFile(join(home.kaizen, 'agents', agent, 'memory.md')) !== null;
    if (!hasMemory && !hasLessons(home) && openRecommendations(home, agent).length === 0) return '';
  }
  const { text, sections } = brief(home, ctx, agent);
  return sections.length === 0 ? '' : text;
}
