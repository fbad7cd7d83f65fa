import type { SessionEvent, Usage } from '../session-event.ts';
import { countOf, fieldsIn, textOf } from '../values.ts';
import { callOf, outcomeOf, requestedBy } from './calls.ts';
import { outputOf, recordedOf } from './charges.ts';
import type { Line } from './line.ts';
import { runBegins, runEnds } from './runs.ts';
import { type State, sessionOf } from './state.ts';
import { subagentEnds, subagentStarts } from './subagents.ts';

type Read = (state: State, line: Line) => Iterable<SessionEvent>;

/** What one line tells. */
export function eventsOf(state: State, line: Line): Iterable<SessionEvent> {
  return Object.hasOwn(READ, line.type) ? READ[line.type]!(state, line) : [];
}

const READ: Record<string, Read> = {
  'session.start': runBegins,
  'session.resume': runBegins,
  'session.shutdown': runEnds,
  'session.model_change': (state, { agent, data }) => {
    if (agent === undefined) state.model = textOf(data.newModel) ?? state.model;
    return [];
  },
  'session.usage_record': (state, line) => {
    const recorded = recordedOf(sessionOf(state, line), line);
    if (recorded) state.records.set(recorded.call, recorded.charge);
    state.recorded ||= recorded !== null;
    return [];
  },

  'user.message': (state, line) => {
    const session = sessionOf(state, line);
    const source = textOf(line.data.source);
    const human = session === state.session && (source === null || source === 'user');
    return [{ kind: 'prompt', session, at: line.at, id: line.id, human, text: textOf(line.data.content) ?? '' }];
  },

  'assistant.message': (state, line) => {
    const session = sessionOf(state, line);
    const id = textOf(line.data.messageId) ?? line.id;
    state.replies++;
    for (const call of requestedBy(line.data)) state.asked.set(call, id);
    const reply = { kind: 'reply', session, at: line.at, id } as const;
    const recorded = takeRecord(state, line);
    if (recorded) return [reply, { ...recorded, session, id }];
    const charge = state.recorded ? null : outputOf(session, id, line, textOf(line.data.model) ?? state.model);
    if (charge) state.pending.push(charge);
    return [reply];
  },

  'tool.execution_start': (state, line) => {
    const id = textOf(line.data.toolCallId);
    if (id === null) return [];
    const session = sessionOf(state, line);
    state.made.set(id, session);
    return [{ kind: 'call', session, at: line.at, id, reply: state.asked.get(id) ?? null, ...callOf(line.data) }];
  },

  'tool.execution_complete': (state, line) => {
    const id = textOf(line.data.toolCallId);
    if (id === null) return [];
    const session = state.made.get(id) ?? sessionOf(state, line);
    const child = state.started.get(id);
    const refused = state.refused.has(id) && { rejected: true };
    return [{ kind: 'result', session, at: line.at, id, ...outcomeOf(line.data), ...refused, ...(child && { child }) }];
  },

  'permission.completed': (state, { data }) => {
    const id = textOf(data.toolCallId);
    const kind = textOf(fieldsIn(data.result).kind);
    if (id && kind === 'denied-interactively-by-user') state.refused.add(id);
    return [];
  },

  'subagent.started': subagentStarts,
  'subagent.completed': subagentEnds,
  'subagent.failed': subagentEnds,
  // The agent that a person chose for the whole session.
  'subagent.selected': (state, { at, agent, data }) => {
    const name = textOf(data.agentName);
    return name && agent === null ? [{ kind: 'session', session: state.session, at, agent: name }] : [];
  },

  'skill.invoked': (state, line) => {
    const name = textOf(line.data.name);
    return name ? [{ kind: 'seen', session: sessionOf(state, line), at: line.at, what: 'skill', name }] : [];
  },

  'session.compaction_complete': (state, line) => {
    if (line.data.success === false) return [];
    const context = countOf(line.data.preCompactionTokens);
    const mark = {
      kind: 'mark',
      session: sessionOf(state, line),
      at: line.at,
      id: line.id,
      what: 'compaction',
    } as const;
    return [context === null ? mark : { ...mark, context }];
  },
  'session.task_complete': (state, line) => marked(state, line, 'stop'),
  'session.error': (state, line) => marked(state, line, 'api-error'),
  'model.call_failure': (state, line) => marked(state, line, 'retry'),
  abort: (state, line) => marked(state, line, 'interrupt'),
};

/** The recorded charge of the call that a reply came from. */
function takeRecord(state: State, { data }: Line): Usage | undefined {
  const call = textOf(data.apiCallId);
  const charge = call === null ? undefined : state.records.get(call);
  if (call !== null) state.records.delete(call);
  return charge;
}

const marked = (state: State, line: Line, what: 'stop' | 'api-error' | 'retry' | 'interrupt'): SessionEvent[] => [
  { kind: 'mark', session: sessionOf(state, line), at: line.at, id: line.id, what },
];
