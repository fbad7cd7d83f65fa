import { countOf, type Fields, fieldsOf, listOf, textOf, timeOf } from '../fields.ts';
import type { FileAccess, Result, SessionEvent, SessionFact, Usage } from '../session-event.ts';
import { type Tally, tallyType } from '../transcripts.ts';
import { callOf, editedBy, outcomeOf } from './calls.ts';

/** A prompt with its answer, which is one element of `requests`. */
export interface Request {
  id: string;
  reply: string;
  at: number | null;
  /** End of the answer, where noted. */
  until: number | null;
  how: 'ended' | 'open' | 'aborted' | 'failed';
  fields: Fields;
}

const STATES = ['open', 'ended', 'aborted', 'failed', 'open'] as const;

export function requestOf(value: unknown, index: number): Request {
  const fields = fieldsOf(value);
  const id = textOf(fields.requestId) ?? `request ${index}`;
  const at = timeOf(fields.timestamp);
  const result = fieldsOf(fields.result);
  const elapsed = countOf(fieldsOf(result.timings).totalElapsed);
  const until =
    at !== null && elapsed !== null ? timeOf(at + elapsed) : timeOf(fieldsOf(fields.modelState).completedAt);
  return { id, reply: textOf(fields.responseId) ?? id, at, until, how: howOf(fields, result), fields };
}

function howOf(fields: Fields, result: Fields): Request['how'] {
  const state = fieldsOf(fields.modelState).value;
  if (typeof state === 'number' && STATES[state]) return STATES[state];
  if (fields.isCanceled === true) return 'aborted';
  if (result.errorDetails !== undefined && result.errorDetails !== null) return 'failed';
  return fields.result === undefined ? 'open' : 'ended';
}

const MARKS = { ended: 'stop', aborted: 'interrupt', failed: 'api-error', open: null } as const;

export function* requestEvents(session: string, request: Request, tally: Tally): Generator<SessionEvent> {
  const { id, reply, at, until, how, fields } = request;
  const text = textOf(fields.message) ?? textOf(fieldsOf(fields.message).text) ?? '';
  yield { kind: 'prompt', session, at, id, human: true, text };
  yield { kind: 'reply', session, at: until, id: reply };
  yield* partEvents(session, request, tally);
  const usage = usageOf(session, request);
  if (usage) yield usage;
  const what = MARKS[how];
  if (what) yield { kind: 'mark', session, at: until, id: `${id}/${what}`, what };
}

interface Open {
  result: Result;
  files: FileAccess[];
  /** Whether the file tells how it went. */
  told: boolean;
}

/** Calls stand among the parts of the answer; `toolCallRounds` repeats them under other ids. They have no times. */
function* partEvents(session: string, { reply, fields }: Request, tally: Tally): Generator<SessionEvent> {
  // Edits follow the call that made them: its result waits for them.
  let open: Open | null = null;
  for (const value of listOf(fields.response)) {
    const part = fieldsOf(value);
    const kind = textOf(part.kind) ?? 'markdown';
    tallyType(tally, kind, KNOWN.has(kind));
    const id = textOf(part.toolCallId);
    if (kind === 'toolInvocationSerialized' && id !== undefined) {
      yield* resultOf(open);
      const of = yield* withinSubagent(session, part);
      yield { kind: 'call', session: of, at: null, id, reply: of === session ? reply : null, ...callOf(part) };
      yield* subagentEvents(session, id, part);
      const outcome = outcomeOf(part);
      const child = isSubagent(part) && { child: `${session}/${id}` };
      const result: Result = { kind: 'result', session: of, at: null, id, error: null, ...outcome, ...child };
      open = { result, files: [], told: outcome !== null };
    } else if (kind === 'textEditGroup') open?.files.push(...editedBy(part));
  }
  yield* resultOf(open);
}

function* resultOf(open: Open | null): Generator<Result> {
  if (open === null || (!open.told && open.files.length === 0)) return;
  yield open.files.length > 0 ? { ...open.result, files: open.files } : open.result;
}

const isSubagent = (part: Fields): boolean => fieldsOf(part.toolSpecificData).kind === 'subagent';

/** A subagent has the id of the call that started it, which its own calls name. */
function* subagentEvents(session: string, id: string, part: Fields): Generator<SessionFact> {
  if (!isSubagent(part)) return;
  const agent = textOf(fieldsOf(part.toolSpecificData).agentName);
  yield { kind: 'session', session: `${session}/${id}`, at: null, parent: session, ...(agent && { agent }) };
}

function* withinSubagent(session: string, part: Fields): Generator<SessionFact, string> {
  const id = textOf(part.subAgentInvocationId);
  if (id === undefined || isSubagent(part)) return session;
  yield { kind: 'session', session: `${session}/${id}`, at: null, parent: session };
  return `${session}/${id}`;
}

/** Tokens stand in newer files only, without what came from a cache. Both zero is a provider that tells none. */
function usageOf(session: string, { reply, until, at, fields }: Request): Usage | null {
  const result = fieldsOf(fields.result);
  const metadata = fieldsOf(result.metadata);
  const usage = fieldsOf(result.usage ?? fields.usage);
  const input = countOf(usage.promptTokens ?? metadata.promptTokens);
  const output = countOf(usage.completionTokens ?? metadata.outputTokens);
  if ((input ?? 0) === 0 && (output ?? 0) === 0) return null;
  const tokens = { input, output, reasoning: null, cache_read: null, cache_write: null, cache_write_1h: null };
  const model = textOf(metadata.resolvedModel) ?? textOf(fields.modelId) ?? null;
  return { kind: 'usage', session, at: until ?? at, id: reply, model, tokens, cost_usd: null };
}

/** The numbers of a request are those of its last call of the model: with tools they are a lower bound. */
export const isLowerBound = ({ fields }: Request): boolean =>
  listOf(fieldsOf(fieldsOf(fields.result).metadata).toolCallRounds).length > 1 ||
  listOf(fields.response).some((part) => fieldsOf(part).kind === 'toolInvocationSerialized');

const KNOWN = new Set(
  (
    'markdown markdownContent markdownVuln toolInvocationSerialized prepareToolInvocation textEditGroup notebookEditGroup ' +
    'inlineReference codeblockUri undoStop thinking progressMessage progressTask progressTaskSerialized confirmation ' +
    'elicitation elicitationSerialized elicitation2 mcpServersStarting warning command treeData workspaceEdit extensions ' +
    'pullRequest multiDiffData clearToPreviousToolInvocation hook questionCarousel disabledClaudeHooks'
  ).split(' '),
);
